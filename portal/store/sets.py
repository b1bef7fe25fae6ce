"""Asking for thousands of values at once with one bind parameter.

``IN (?, ?, …)`` has a limit and makes a new statement for every length; this has neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, any_, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import Boolean, NullType, Text


class InValues(ColumnElement[bool]):
    """``column IN (values)``, written for the database that runs it."""

    # what makes a compiled statement known again, with other values
    _traverse_internals = [  # noqa: RUF012, as SQLAlchemy declares it
        ("subject", InternalTraversal.dp_clauseelement),
        ("postgresql", InternalTraversal.dp_clauseelement),
        ("sqlite", InternalTraversal.dp_clauseelement),
    ]
    inherit_cache = True
    type = Boolean()

    def __init__(self, subject: ColumnElement[Any], values: list[Any]) -> None:
        self.subject = subject
        self.postgresql = _any_of(subject, values)
        self.sqlite = _in_json(subject, values)

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite would be asked whether it equals 1, and find no index for that."""
        return self

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.subject._from_objects)


def in_values(
    subject: ColumnElement[Any] | InstrumentedAttribute[Any], values: Iterable[int | str | bytes]
) -> ColumnElement[bool]:
    """True where the column holds one of the values (all int, all str or all bytes).

    Doubles do no harm; no values at all match nothing.
    """
    element: Any = subject
    if isinstance(subject, InstrumentedAttribute):
        element = subject.__clause_element__()
    return InValues(element, list(dict.fromkeys(values)))


def _any_of(subject: ColumnElement[Any], values: list[Any]) -> ColumnElement[bool]:
    """An array in PostgreSQL's own notation: the driver takes ten times as long to write one.

    The parameter has no type of its own, so that the server takes it as the array it is cast to:
    a text that it had to convert would be no constant to its planner, and be searched from the
    beginning for every row.
    """
    listed = bindparam(None, array_text(values), type_=NullType(), unique=True)
    wanted = cast(listed, ARRAY(subject.type))
    return subject == any_(wanted)


def array_text(values: Iterable[int | str | bytes]) -> str:
    """An array in PostgreSQL's own notation, to be cast to the type that is meant.

    The values are all of one kind.
    """
    listed: list[Any] = list(values)
    write = _writer(listed[0]) if listed else str
    return "{" + ",".join(map(write, listed)) + "}"


def _writer(value: int | str | bytes) -> Callable[[Any], str]:
    if isinstance(value, int):
        return str
    return _bytes if isinstance(value, bytes) else _text


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


def _in_json(subject: ColumnElement[Any], values: list[Any]) -> ColumnElement[bool]:
    as_bytes = isinstance(subject.type, LargeBinary)
    listed = json.dumps([value.hex() for value in values] if as_bytes else values)
    table = func.json_each(bindparam(None, listed, type_=Text(), unique=True)).table_valued("value")
    value: ColumnElement[Any] = column("value")
    return subject.in_(select(func.portal_unhex(value) if as_bytes else value).select_from(table))


@compiles(InValues, "postgresql")
def _compile_postgresql(element: InValues, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.postgresql, **options)


@compiles(InValues, "sqlite")
def _compile_sqlite(element: InValues, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.sqlite, **options)
