"""One use case is one transaction, opened and committed at its entrance and nowhere else."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.store.database import ACCESS, db
from portal.store.tenant import tell_database

Result = TypeVar("Result")

ATTEMPTS = 6
CONFLICTS = {"40001", "40P01"}  # serialization failure, deadlock


@contextmanager
def transaction(write: bool = False, engine: Engine | None = None) -> Iterator[Session]:
    """A session in one transaction: commits when the block ends, rolls back when it raises.

    With ``write`` it holds the write lock from its first moment on SQLite (BEGIN IMMEDIATE) and
    runs READ COMMITTED on PostgreSQL, so that a read after taking a row lock sees what the former
    holder wrote. Without, it sees one snapshot and the database refuses every change.
    It sees the rows of the current tenant. The engine is that of the current application unless
    given.
    """
    bind = engine if engine is not None else db.engine
    with bind.connect() as connection:
        connection.execution_options(**_options(bind.dialect.name, write))
        with Session(connection, expire_on_commit=False) as session, session.begin():
            session.connection()  # begins now, not at the first statement
            tell_database(session)
            yield session


def in_transaction(
    work: Callable[[Session], Result], write: bool = True, engine: Engine | None = None
) -> Result:
    """Run ``work(session)`` in a transaction, and again in a new one after a conflict.

    Only conflicts in which the database has certainly undone everything are tried again
    (deadlock, serialization failure, SQLite's lock); any other error is raised at once.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction(write, engine) as session:
                return work(session)
        except DBAPIError as error:
            if attempt == ATTEMPTS or not is_conflict(error):
                raise
        time.sleep(random.uniform(0.5, 1) * 0.02 * 2**attempt)
    raise AssertionError("unreachable: the last attempt returns or raises")


def is_conflict(error: DBAPIError) -> bool:
    """Whether the database gave way to another transaction, so that trying again is right."""
    cause = error.orig
    if getattr(cause, "sqlstate", None) in CONFLICTS:
        return True
    return getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _options(dialect: str, write: bool) -> dict[str, object]:
    if dialect == "sqlite":
        return {ACCESS: "write" if write else "read"}
    if write:
        return {"isolation_level": "READ COMMITTED"}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
