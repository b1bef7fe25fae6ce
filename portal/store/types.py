"""Column types that refuse what a database would quietly accept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Identity, Integer, Table
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite numbers rows by itself only in a column called exactly INTEGER.
WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def numbered() -> MappedColumn[int]:
    """The primary key of a table whose rows the database numbers."""
    return mapped_column(WHOLE, Identity(), primary_key=True)


def whole_cents(value: Any) -> int | None:
    """The amount as it is, a whole number or nothing; anything else is a TypeError."""
    if value is None or type(value) is int:
        return value
    raise TypeError(f"an amount is a whole number of eurocents, not {type(value).__name__}")


class Cents(TypeDecorator[int]):
    """Eurocents as a 64-bit integer; a float, a text, a Decimal or a bool is a TypeError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Let whole numbers and NULL pass, unchanged."""
        return whole_cents(value)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The plain 64-bit integer of the database."""
        return dialect.type_descriptor(BigInteger())


class UtcInstant(TypeDecorator[datetime]):
    """An instant: aware and in UTC, in and out, on both databases.

    SQLite has no zones and would hand back a naive time, so there the UTC clock time is kept.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """With a time zone where the database knows one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a naive time is a ValueError, because nobody can tell what it means."""
        if value is None:
            return None
        if not isinstance(value, datetime):
            raise TypeError(f"an instant is a datetime, not {type(value).__name__}")
        if value.utcoffset() is None:
            raise ValueError("an instant needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Hand the instant back as an aware UTC time."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def guard_cents(table: Table) -> None:
    """Give every Cents column its check on SQLite, which would store 'abc' in a BIGINT column."""
    for column in table.columns:
        if isinstance(column.type, Cents):
            allowed = "('integer', 'null')" if column.nullable else "('integer')"
            check = CheckConstraint(
                f"typeof({column.name}) IN {allowed}", name=f"{column.name}_whole"
            )
            table.append_constraint(check.ddl_if(dialect="sqlite"))
