"""Bringing the database to the newest schema: all of it in one transaction, or nothing."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from portal.store.database import ACCESS
from portal.store.row_security import grant, secure
from portal.store.tenant import PORTAL, tell_connection

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 7_305_551_019_204_417  # an arbitrary number, the same in every process


def upgrade(engine: Engine, application: str | None = None) -> bool:
    """Migrate to the newest schema; False when it was there already.

    Two processes at once wait for each other. A process that is killed leaves the schema as it
    was, on both databases. On PostgreSQL the tables of the job queue come with it, every table
    gets its row-level security, and the role ``application`` what it needs to work with them
    (RoleMissing when there is no such role).
    """
    with engine.connect() as connection:
        connection.execution_options(**{ACCESS: "write"})
        with connection.begin():
            _wait_for_others(connection)
            behind = not _is_at_head(connection)
            if behind:
                tell_connection(connection, PORTAL)
                command.upgrade(_config(connection), "head")
                secure(connection)
            if application:
                grant(connection, application)
    return behind


def at_head(engine: Engine) -> bool:
    """Whether the database has the newest schema that this code knows."""
    with engine.connect() as connection:
        return _is_at_head(connection)


def _is_at_head(connection: Connection) -> bool:
    found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _wait_for_others(connection: Connection) -> None:
    """On SQLite the write lock, taken by BEGIN IMMEDIATE, does this already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
