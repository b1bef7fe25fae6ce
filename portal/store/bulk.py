"""Storing tens of thousands of rows at once, without an object per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Table, func, select, text
from sqlalchemy.orm import Session

# The inner SELECT makes the database look the sequence up once, not for every number.
RESERVE = """
SELECT array_agg(nextval((SELECT CAST(pg_get_serial_sequence(:table, 'id') AS regclass))))
  FROM generate_series(1, :count)
"""

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
    elif _has_row_security(connection, table):
        _copy_through_temporary(connection, table, columns, ready)
    else:
        _copy(connection, table.name, columns, ready)


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
        values = list(row)
        for index, change in places:
            values[index] = change(values[index])
        yield values


def _bind(connection: Connection, table: Table, name: str) -> Convert:
    kind = table.c[name].type.dialect_impl(connection.dialect)
    convert: Convert = kind.bind_processor(connection.dialect)
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


def _copy(connection: Connection, target: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {target} ({_names(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _copy_through_temporary(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """COPY refuses a table with row-level security; INSERT SELECT obeys it."""
    names, staging = _names(columns), f"bulk_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {staging} ON COMMIT DROP AS"
        f" SELECT {names} FROM {table.name} WITH NO DATA"
    )
    _copy(connection, staging, columns, rows)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {staging}")
    connection.exec_driver_sql(f"DROP TABLE {staging}")


def _has_row_security(connection: Connection, table: Table) -> bool:
    question = text("SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass(:name)")
    return bool(connection.scalar(question, {"name": table.name}))


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
