"""Test databases: one SQLite file a test, one PostgreSQL database a test process.

A database is migrated once and then handed out clean: on SQLite by copying the migrated file, on
PostgreSQL by emptying the tables that got rows. Tests connect as a role of their own that owns
nothing, as a production installation does.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from portal.migrations.initial import system
from portal.store.database import make_engine
from portal.store.tables import TABLES
from portal.store.upgrade import upgrade

DEFAULT_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
PASSWORD = "only-for-tests"  # of a role that lives as long as the test run
JOB_TABLES = ("procrastinate_jobs", "procrastinate_workers", "procrastinate_periodic_defers")


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """A migrated database: ``url`` for the application, ``owner_url`` for who made the tables."""

    __test__ = False

    url: str
    owner_url: str

    @contextmanager
    def tampering(self) -> Iterator[Connection]:
        """A connection past every trigger and foreign key, for tests that break the data."""
        engine = make_engine(self.owner_url)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA foreign_keys = OFF")  # means nothing once in a transaction
                driver.execute("PRAGMA ignore_check_constraints = ON")
            with connection.begin():
                _drop_guards(connection)
                yield connection
        engine.dispose()


def _drop_guards(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in connection.scalars(triggers).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def migrated_file(folder: Path) -> Path:
    """An SQLite file with the newest schema and no log beside it, ready to be copied."""
    path = folder / "template.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def copied(template: Path, folder: Path) -> TestDatabase:
    """A fresh SQLite database for one test, in the place of that of the test before.

    A new file each time: whoever still holds the old one open goes on with the old one.
    """
    path = folder / "portal.sqlite3"
    for old in (path, *(path.with_name(path.name + beside) for beside in ("-wal", "-shm"))):
        old.unlink(missing_ok=True)
    shutil.copy(template, path)
    return TestDatabase(f"sqlite:///{path}", f"sqlite:///{path}")


def server_url() -> URL | None:
    """The PostgreSQL server to test on, or None where none answers.

    A server that PORTAL_TEST_DATABASE_URL names must answer; an error of it is raised.
    """
    named = os.environ.get("PORTAL_TEST_DATABASE_URL", "")
    url = make_url(named or DEFAULT_SERVER).set(drivername="postgresql+psycopg")
    engine = create_engine(url, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return url
    except OperationalError:
        if named:
            raise
        return None
    finally:
        engine.dispose()


@contextmanager
def made_on(server: URL, name: str) -> Iterator[URL]:
    """An empty database on this server, dropped afterwards; gives the address of its owner."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def migrated_on(server: URL, name: str) -> Iterator[TestDatabase]:
    """A migrated database on this server with a role that may use but not change it.

    It lives no longer than its tests: it does not wait for the disk at every commit, and compiles
    no queries that are asked once. Installations of the commands have the settings of the server.
    """
    with made_with_role(server, name) as database:
        owner = make_engine(database.owner_url)
        with owner.begin() as connection:
            for setting in ("synchronous_commit", "jit"):
                connection.execute(text(f"ALTER DATABASE {name} SET {setting} = off"))
        owner.dispose()  # they are those of new connections
        upgrade(owner, application=name)
        owner.dispose()
        yield database


@contextmanager
def made_with_role(server: URL, name: str) -> Iterator[TestDatabase]:
    """An empty database on this server, and a role of the same name that owns nothing."""
    with made_on(server, name) as owner_url:
        owner = make_engine(owner_url.render_as_string(hide_password=False))
        with owner.begin() as connection:
            _make_role(connection, name)
        application = owner_url.set(username=name, password=PASSWORD)
        try:
            yield TestDatabase(
                application.render_as_string(hide_password=False),
                owner_url.render_as_string(hide_password=False),
            )
        finally:
            with owner.begin() as connection:
                connection.execute(text(f"DROP OWNED BY {name}"))
                connection.execute(text(f"DROP ROLE {name}"))
            owner.dispose()


def _make_role(connection: Connection, name: str) -> None:
    connection.execute(text(f"DROP ROLE IF EXISTS {name}"))
    connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}' NOSUPERUSER"))


def empty(database: TestDatabase, owner: Engine) -> None:
    """Take every row out again, in one transaction, and put back the system account."""
    names = [*TABLES.tables, *JOB_TABLES]
    filled = " UNION ALL ".join(f"(SELECT '{name}' AS name FROM {name} LIMIT 1)" for name in names)
    with owner.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        dirty = connection.scalars(text(filled)).all()
        for name in [*dirty, *(["procrastinate_events"] if "procrastinate_jobs" in dirty else [])]:
            connection.exec_driver_sql(f"DELETE FROM {name}")
        for statement in system.STATEMENTS:
            connection.execute(statement)
