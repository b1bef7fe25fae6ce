"""Settings of one installation, read once from the environment.

Nothing here is looked up later: whatever a request needs is in the `Settings` it was started with.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ArgumentError

from portal.outside import Outside, OutsideRefused, load_outside

PROJECT_ROOT = Path(__file__).resolve().parent.parent
KEY_BYTES = 32
UNSAFE_POSTGRESQL = {
    "synchronous_commit": "off",  # lost acknowledged rows at every hard stop
    "fsync": "off",
    "full_page_writes": "off",
}


class Mode(StrEnum):
    """What an installation is for: only `production` holds data of real people."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class SettingsRefused(Exception):
    """The portal may not start with these settings; the message is one clear sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation runs on. The secrets stay out of its `repr`, and so out of logs."""

    mode: Mode
    database_url: str = field(repr=False)  # may hold a password
    data_key: bytes = field(repr=False)  # 32 bytes, AES-256-GCM
    secret_key: str = field(repr=False)
    port: int = 8000
    owner_database_url: str = field(default="", repr=False)  # of the role that owns the tables
    outside: Outside = field(default_factory=Outside)

    @property
    def upgrade_url(self) -> str:
        """The database as whoever may change its tables reaches it."""
        return self.owner_database_url or self.database_url

    @property
    def application_role(self) -> str | None:
        """The role that the portal works as, where another one owns the tables."""
        if not self.owner_database_url:
            return None
        role = make_url(self.database_url).username
        return role if role != make_url(self.owner_database_url).username else None

    @property
    def data_key_id(self) -> str:
        """Eight hex digits that name the data key without giving it away; stored beside data."""
        return hashlib.sha256(b"portal data key id" + self.data_key).hexdigest()[:8]

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded database, where one process does everything."""
        return self.database_url.startswith("sqlite")

    @property
    def allows_test_citizens(self) -> bool:
        """True where citizen numbers 9999xxxxx (the national test range) are accepted."""
        return self.mode is not Mode.PRODUCTION


def load_settings(environ: Mapping[str, str] = os.environ, root: Path = PROJECT_ROOT) -> Settings:
    """Read the settings; makes `root`/var and, outside production, the keys in it.

    Raises SettingsRefused with the sentence to show.
    """
    try:
        return _read(environ, root / "var")
    except OutsideRefused as refused:
        raise SettingsRefused(str(refused)) from None
    except OSError as error:
        raise SettingsRefused(
            f"{error.filename} cannot be used: {error.strerror}. Without settings the data and"
            " the keys stand there; make that folder yours."
        ) from None


def _read(environ: Mapping[str, str], var: Path) -> Settings:
    mode = _mode(environ.get("PORTAL_MODE", Mode.DEMO))
    if mode is Mode.PRODUCTION:
        _refuse_in_production(environ)
    database_url = _database_url(environ.get("PORTAL_DATABASE_URL", ""), var)
    port = _port(environ.get("PORT", "8000"))
    return Settings(
        mode=mode,
        database_url=database_url,
        owner_database_url=_owner_url(environ.get("PORTAL_OWNER_DATABASE_URL", ""), database_url),
        data_key=_data_key(environ.get("PORTAL_DATA_KEY", ""), var),
        secret_key=environ.get("PORTAL_SECRET_KEY", "") or _kept_secret(var / "secret.key"),
        port=port,
        outside=load_outside(environ, var, port),
    )


def refuse_unsafe_postgresql(connection: Connection) -> None:
    """Raise SettingsRefused when the server could lose what it has acknowledged.

    Looks at the settings of this very connection, so that a setting per role or per
    database is seen too. Does nothing on another kind of database.
    """
    if connection.dialect.name != "postgresql":
        return
    for name, unsafe in UNSAFE_POSTGRESQL.items():
        value = connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar()
        if value == unsafe:
            raise SettingsRefused(
                f"PostgreSQL runs with {name} = {value}: it can lose stored declarations at a"
                f" power cut. Set {name} to on and start again."
            )


MIGHT = """
SELECT CASE WHEN rolsuper THEN 'is a superuser'
            WHEN rolbypassrls THEN 'passes by row-level security (BYPASSRLS)'
            WHEN EXISTS (SELECT 1 FROM pg_class c
                          WHERE c.relnamespace = CAST(current_schema() AS regnamespace)
                            AND c.relkind = 'r' AND pg_has_role(c.relowner, 'MEMBER'))
            THEN 'owns the tables, or is a member of the role that does' END
  FROM pg_roles WHERE rolname = current_user
"""


def refuse_mighty_role(connection: Connection) -> None:
    """Raise SettingsRefused when row-level security would not stop the role we work as.

    Does nothing on another kind of database.
    """
    if connection.dialect.name != "postgresql":
        return
    might = connection.scalar(text(MIGHT))
    if might:
        raise SettingsRefused(
            f"The role in PORTAL_DATABASE_URL {might}, so the database would not keep parties"
            " apart. Give the portal a role of its own and put the owner of the tables in"
            " PORTAL_OWNER_DATABASE_URL, for 'portal upgrade'."
        )


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise SettingsRefused(
            f"PORTAL_MODE is '{value}'; choose demo, test or production."
        ) from None


def _refuse_in_production(environ: Mapping[str, str]) -> None:
    if not _is_own_secret(environ.get("PORTAL_SECRET_KEY", "")):
        raise SettingsRefused(
            "Production needs its own PORTAL_SECRET_KEY: at least 32 characters, by chance."
        )
    if not _is_own_secret(environ.get("PORTAL_DATA_KEY", "")):
        raise SettingsRefused(
            "Production needs PORTAL_DATA_KEY: 32 bytes by chance, as base64 or hex, kept outside"
            " the database and its backups."
        )
    if _is_on(environ.get("FLASK_DEBUG")) or _is_on(environ.get("PORTAL_DEBUG")):
        raise SettingsRefused("Production does not start in debug mode; unset FLASK_DEBUG.")
    if _is_on(environ.get("PORTAL_TEST_CITIZENS")):
        raise SettingsRefused(
            "Production does not accept test citizen numbers; unset PORTAL_TEST_CITIZENS."
        )


def _is_own_secret(value: str) -> bool:
    """False for nothing, for something short, and for one character typed over and over."""
    return len(value) >= KEY_BYTES and len(set(value)) >= 8


def _is_on(value: str | None) -> bool:
    return (value or "").strip().lower() not in {"", "0", "false", "no", "off"}


def _database_url(value: str, var: Path) -> str:
    url = _named_database(value, var)
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsRefused(
            "PORTAL_DATABASE_URL cannot be read as an address; it looks like"
            " postgresql://user:password@server:5432/name."
        ) from None
    return url


def _owner_url(value: str, database_url: str) -> str:
    """The same database, reached by the owner of its tables; empty where nobody named one."""
    if not value:
        return ""
    try:
        owner = _named_database(value, Path())
        named = make_url(owner)
    except (ArgumentError, ValueError, SettingsRefused):
        named = None
    used = make_url(database_url)
    if named is None or (named.drivername, named.database) != (used.drivername, used.database):
        raise SettingsRefused(
            "PORTAL_OWNER_DATABASE_URL must name the same PostgreSQL database as"
            " PORTAL_DATABASE_URL, with the user that owns its tables."
        )
    return owner


def _named_database(value: str, var: Path) -> str:
    if not value:
        _make_private_folder(var)
        return f"sqlite:///{var / 'portal.sqlite3'}"
    for prefix in ("postgresql://", "postgres://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if value.startswith(("postgresql+psycopg://", "sqlite:///")):
        return value
    raise SettingsRefused(
        "PORTAL_DATABASE_URL must begin with postgresql:// or sqlite:/// (the portal knows"
        " these two databases)."
    )


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < int(value) < 65536:
        return int(value)
    raise SettingsRefused(f"PORT is '{value}'; choose a number from 1 to 65535.")


def _data_key(value: str, var: Path) -> bytes:
    return _decode_key(value or _kept_secret(var / "data.key"))


def _decode_key(value: str) -> bytes:
    for decode in (bytes.fromhex, _base64):
        try:
            key = decode(value.strip())
        except (ValueError, binascii.Error):
            continue
        if len(key) == KEY_BYTES:
            return key
    raise SettingsRefused("PORTAL_DATA_KEY must be exactly 32 bytes, written as base64 or hex.")


def _base64(value: str) -> bytes:
    return base64.b64decode(value.replace("-", "+").replace("_", "/"), validate=True)


def _kept_secret(path: Path) -> str:
    """The secret in this file; made on first use, readable by its owner alone.

    Written beside it and linked into place: of two first starts at once both read one key.
    """
    if not path.exists():
        _make_private_folder(path.parent)
        descriptor, fresh = tempfile.mkstemp(dir=path.parent)  # its own name, mode 0600
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        os.unlink(fresh)
    return path.read_text(encoding="ascii").strip()


def _make_private_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
