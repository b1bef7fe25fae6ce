"""The engine of each database, and the base of every table."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeEngine

from portal.store.types import WHOLE, UtcInstant, guard_cents

ACCESS = "portal_access"  # execution option: "read", "write" or absent
BUSY_MILLISECONDS = 15_000

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


COLUMN_TYPES: dict[Any, TypeEngine[Any]] = {
    int: WHOLE,
    str: Text(),
    bytes: LargeBinary(),
    date: Date(),
    datetime: UtcInstant(),
}


class Base(DeclarativeBase):
    """The base of every record; gives each column of eurocents its check."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map=COLUMN_TYPES
    )

    def __init_subclass__(cls, **options: Any) -> None:
        """Declare the table, then guard its amounts."""
        super().__init_subclass__(**options)
        if "__tablename__" in cls.__dict__:
            guard_cents(cls.__table__)  # type: ignore[arg-type]


def table_of(record: type[Base]) -> Table:
    """The table behind a record class, for statements and bulk rows."""
    table = record.__table__
    assert isinstance(table, Table)
    return table


def one_of(column: str, values: Iterable[str], name: str | None = None) -> CheckConstraint:
    """A CHECK that the column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or column)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with engines set up our way."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return prepare(super()._make_engine(bind_key, options, app))


db = Database(model_class=Base)


def connect(app: Flask, database_url: str) -> None:
    """Give the application its engine: ``db.engine`` inside an application context."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)


def make_engine(database_url: str) -> Engine:
    """An engine outside Flask, set up the same way."""
    return prepare(create_engine(database_url, **engine_options(database_url)))


def engine_options(database_url: str) -> dict[str, Any]:
    """What an engine needs on this database, for ``create_engine``.

    Errors never show the values of a statement: they may be citizen numbers.
    """
    shared: dict[str, Any] = {"hide_parameters": True}
    if database_url.startswith("sqlite"):
        return shared
    return {**shared, "pool_pre_ping": True, "isolation_level": "READ COMMITTED"}


def prepare(engine: Engine) -> Engine:
    """Attach what a connection needs on SQLite; PostgreSQL needs nothing more."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, so that DDL is part of the transaction
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.create_function("portal_unhex", 1, bytes.fromhex, deterministic=True)
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; two first starts at once do not wait for each other."""
    for _ in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:  # another process is switching right now
            time.sleep(0.05)
    raise sqlite3.OperationalError("the database file stays locked by another program")


def _begin_sqlite(connection: Connection) -> None:
    access = connection.get_execution_options().get(ACCESS)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if access == 'read' else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if access == "write" else "BEGIN")
