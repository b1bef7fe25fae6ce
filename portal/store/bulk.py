"""Storing tens of thousands of rows at once, without an object per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import JSON, Connection, Date, FromClause, Table, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from portal.store.types import Cents, whole_cents

# The inner SELECT makes the database look the sequence up once, not for every number.
RESERVE = """
SELECT array_agg(nextval((SELECT CAST(pg_get_serial_sequence(:table, 'id') AS regclass))))
  FROM generate_series(1, :count)
"""

FEW = 100  # rows that are not worth a temporary table

Row = Sequence[Any]
Convert = Callable[[Any], Any] | None


def insert_rows(
    session: Session, table: FromClause, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Insert the rows, each a sequence of values in the order of ``columns``.

    Values go through the column types, as in any other insert. ORM changes that are still
    waiting are flushed first, so that foreign keys find their rows. While ``rows`` is being
    read the connection is busy: a generator must not ask it anything.
    """
    assert isinstance(table, Table)
    session.flush()
    connection = session.connection()
    ready = _converted(connection, table, columns, rows)
    if connection.dialect.name == "sqlite":
        _insert_many(connection, table, columns, ready)
    elif _is_held_to_policies(connection, table):
        _insert_by_policy(connection, table, columns, ready)
    else:
        _copy(connection, table, table.name, columns, ready)


def reserve_ids(session: Session, table: FromClause, count: int) -> Sequence[int]:
    """Ids for ``count`` new rows of a numbered table, ascending, given to nobody else.

    On SQLite that holds because the caller is inside a write transaction; the rows must be
    stored before more ids are asked for.
    """
    if session.connection().dialect.name == "sqlite":
        last = session.scalar(select(func.max(table.c.id))) or 0
        return range(last + 1, last + 1 + count)
    assert isinstance(table, Table)
    found = session.scalar(text(RESERVE), {"table": table.name, "count": count})
    return found or []


def _converted(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> Iterator[Row]:
    convert = [_bind(connection, table, name) for name in columns]
    if not any(convert):
        yield from rows
        return
    places = [(index, change) for index, change in enumerate(convert) if change]
    for row in rows:
        values = row
        for index, change in places:
            value = row[index]
            bound = change(value)
            if bound is not value:
                if values is row:
                    values = list(row)
                values[index] = bound  # type: ignore[index]
        yield values


def _bind(connection: Connection, table: Table, name: str) -> Convert:
    declared = table.c[name].type
    if isinstance(declared, Cents):
        return whole_cents
    convert: Convert = declared.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert and isinstance(declared, Date):  # a message is about a few days, time and again
        return lru_cache(maxsize=1_000)(convert)
    return convert


def _insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({_names(columns)}) VALUES ({places})"
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, rows)  # type: ignore[arg-type]
    finally:
        cursor.close()


def _copy(
    connection: Connection, table: Table, target: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Copy rows of that table into ``target``, which has its columns.

    Binary costs a quarter of text; only JSON has been written as text by then.
    """
    driver: Any = connection.connection.driver_connection
    kinds = [table.c[name].type for name in columns]
    binary = not any(isinstance(kind, JSON) for kind in kinds)
    how = " (FORMAT BINARY)" if binary else ""
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {target} ({_names(columns)}) FROM STDIN{how}") as copy,
    ):
        if binary:
            copy.set_types([_name_of(kind, connection) for kind in kinds])
        for row in rows:
            copy.write_row(row)


def _name_of(kind: TypeEngine[Any], connection: Connection) -> str:
    """The name of the type in the database, without the length it allows."""
    return kind.compile(connection.dialect).partition("(")[0].lower()


def _insert_by_policy(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """COPY refuses a table with row-level security; INSERT obeys it."""
    coming = iter(rows)
    first = [tuple(row) for row in islice(coming, FEW + 1)]
    if len(first) > FEW:
        _copy_through_temporary(connection, table, columns, chain(first, coming))
    elif first:
        places = ", ".join(["%s"] * len(columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({_names(columns)}) VALUES ({places})", first
        )


def _copy_through_temporary(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    names, staging = _names(columns), f"bulk_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {staging} ON COMMIT DROP AS"
        f" SELECT {names} FROM {table.name} WITH NO DATA"
    )
    _copy(connection, table, staging, columns, rows)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {staging}")
    connection.exec_driver_sql(f"DROP TABLE {staging}")


def _is_held_to_policies(connection: Connection, table: Table) -> bool:
    """Whether row-level security applies to this role; asked once a connection and table."""
    known: dict[str, bool] = connection.info.setdefault("held_to_policies", {})
    if table.name not in known:
        question = text("SELECT row_security_active(to_regclass(:name))")
        known[table.name] = bool(connection.scalar(question, {"name": table.name}))
    return known[table.name]


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
