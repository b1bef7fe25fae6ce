"""What every test may ask for: a database on both engines, a key ring and a clock."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.clock import FixedClock
from portal.config import Mode, Settings
from portal.store.crypto import Keyring
from portal.store.database import db, make_engine
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction
from tests import databases
from tests.databases import TestDatabase

# One and the same examples in a build, so that it fails for what changed; others elsewhere.
hypothesis.settings.register_profile(
    "build",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("build")

NO_SERVER = "NO POSTGRESQL SERVER ANSWERS: everything on PostgreSQL is left out of this run"
DATA_KEY = bytes(range(32))


@pytest.fixture(scope="session", autouse=True)
def as_the_portal() -> Iterator[None]:
    """Tests work as the portal itself unless they say for whom; pages say it for themselves.

    A thread that a test makes begins with nobody: see `tests.threads`.
    """
    with acting_for(PORTAL):
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    return databases.migrated_file(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test of this process has its SQLite file, under the same address."""
    return tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="session")
def postgresql_server() -> URL:
    """The PostgreSQL server to test on; skips what needs it where none answers."""
    server = databases.server_url()
    if server is None:
        warnings.warn(NO_SERVER, stacklevel=1)
        pytest.skip(NO_SERVER)
    return server


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: URL) -> Iterator[tuple[TestDatabase, Engine]]:
    """A migrated PostgreSQL database of this test process, with its owner's engine."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
    name = f"portal_test_{os.getpid()}_{worker}"
    with databases.migrated_on(postgresql_server, name) as database:
        owner = make_engine(database.owner_url)
        yield database, owner
        owner.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """A migrated database without rows but the system account, on each engine in turn."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield databases.copied(template, request.getfixturevalue("sqlite_folder"))
        return
    made, owner = request.getfixturevalue("postgresql_database")
    databases.empty(made, owner)
    yield made


@pytest.fixture
def engine(database: TestDatabase) -> Iterator[Engine]:
    """An engine on a clean database, as the application connects."""
    engine = make_engine(database.url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session in a write transaction that is rolled back; for more than one, use ``engine``."""
    with ExitStack() as stack:
        session = stack.enter_context(transaction(write=True, engine=engine))
        yield session
        session.rollback()


@pytest.fixture
def settings(database: TestDatabase) -> Settings:
    """Settings of a test installation on this database."""
    return Settings(
        mode=Mode.TEST, database_url=database.url, data_key=DATA_KEY, secret_key="s" * 32
    )


@pytest.fixture(scope="session")
def applications() -> dict[Settings, Flask]:
    """The applications of this test process: one for each engine, as making one takes long."""
    return {}


@pytest.fixture
def app(settings: Settings, applications: dict[Settings, Flask]) -> Iterator[Flask]:
    """The application on this database, inside its context and as if it were new.

    What a test changes in its configuration is put back. Who adds routes makes one of their own.
    """
    made = applications.get(settings) or applications.setdefault(settings, create_app(settings))
    as_made = dict(made.config)
    client_class = made.test_client_class
    with made.app_context():
        yield made
        db.engine.dispose()
    made.config.clear()
    made.config.update(as_made)
    made.test_client_class = client_class


@pytest.fixture
def keyring() -> Keyring:
    """The key ring of the test installation, the same as in ``settings``."""
    key_id = Settings(Mode.TEST, "sqlite://", DATA_KEY, "").data_key_id
    return Keyring(DATA_KEY, key_id)


@pytest.fixture
def clock() -> FixedClock:
    """A Tuesday at noon in the Netherlands."""
    return FixedClock(datetime(2026, 11, 24, 11, tzinfo=UTC))


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.sqlite3'}"
        return
    name = f"portal_blank_{os.getpid()}"
    with databases.made_on(request.getfixturevalue("postgresql_server"), name) as url:
        yield url.render_as_string(hide_password=False)
