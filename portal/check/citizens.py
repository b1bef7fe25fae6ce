"""Invariant 15: no citizen number stands outside the one table that may hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import (
    JSON,
    ColumnElement,
    Text,
    cast,
    column,
    exists,
    inspect,
    literal,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import FromClause
from sqlalchemy.types import String

from declarations.identifiers import passes_eleven_test
from portal.allocations.records import ClientRecord
from portal.check.breach import Breach, breach_of
from portal.store.crypto import Keyring
from portal.store.sets import in_values
from portal.store.tables import TABLES

# Numbers that senders choose themselves and that must be answered as they were sent: nine digits
# there are a reference, whatever they look like.
SENDERS_OWN = {
    "line.reference", "line.previous_reference", "used_number.value", "declaration.number",
    "allocation_version.provider_reference", "idempotency.key", "batch.idempotency_key",
    "misfit.reference",
}  # fmt: skip
NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")  # digits in it mean nothing
JOBS = "procrastinate_jobs"
AT_ONCE = 10_000


def citizens_are_sealed(session: Session, keyring: Keyring) -> Iterator[Breach]:
    """Scan every text and JSON column for citizen numbers of clients we know.

    Names the columns only: a breach never repeats what it found.
    """
    yield from breach_of(
        15,
        "kolommen waarin een burgerservicenummer staat dat daar niet hoort",
        "columns with a citizen number that does not belong there",
        (name for source, contents in _sources(session)
         for name in _leaks(session, keyring, source, contents)),
    )  # fmt: skip


def _sources(session: Session) -> Iterator[tuple[FromClause, list[ColumnElement]]]:
    """Every table with the columns to look through."""
    filled = _filled(session)
    for source in TABLES.sorted_tables:
        if source.name not in filled:
            continue
        contents = [
            each for each in source.columns
            if isinstance(each.type, String | JSON) and f"{source}.{each.name}" not in SENDERS_OWN
        ]  # fmt: skip
        if contents:
            yield source, list(contents)
    if inspect(session.connection()).has_table(JOBS):
        jobs = table(JOBS, column("args", JSON))
        yield jobs, [jobs.c.args]


def _filled(session: Session) -> set[str]:
    """The names of the tables that have rows: one question instead of one for each."""
    asked = (
        select(literal(source.name), exists(select(literal(1)).select_from(source)))
        for source in TABLES.sorted_tables
    )
    return {name for name, has_rows in session.execute(union_all(*asked)) if has_rows}


def _leaks(
    session: Session, keyring: Keyring, source: FromClause, contents: list[ColumnElement]
) -> list[str]:
    """The columns of one table in which a client of ours is named, from one scan of it."""
    words = [cast(content, Text) for content in contents]
    query = (
        select(*words)
        .select_from(source)
        .where(or_(*(_has_nine_digits(session, each) for each in words)))
        .execution_options(yield_per=AT_ONCE)
    )
    leaking: set[int] = set()
    for rows in session.execute(query).partitions():
        for place in set(range(len(words))) - leaking:
            if _names_a_client(session, keyring, [row[place] for row in rows]):
                leaking.add(place)
    return [f"{source}.{contents[place].key}" for place in sorted(leaking)]


def _names_a_client(session: Session, keyring: Keyring, texts: list[str | None]) -> bool:
    indexes = {keyring.bsn_index(bsn) for each in texts if each for bsn in citizen_numbers(each)}
    known = select(ClientRecord.id).where(in_values(ClientRecord.bsn_index, indexes)).limit(1)
    return bool(indexes) and session.scalar(known) is not None


def _has_nine_digits(session: Session, words: ColumnElement[str]) -> ColumnElement[bool]:
    """Let the database leave out what cannot hold a number; only it sees every row."""
    if session.connection().dialect.name == "sqlite":
        return words.op("GLOB", is_comparison=True)("*" + "[0-9]" * 9 + "*")
    return words.op("~", is_comparison=True)("[0-9]{9}")


def citizen_numbers(text: str) -> Iterator[str]:
    """Every nine digits in the text that pass the test of eleven, hashes left aside."""
    for found in NINE_DIGITS.findall(HASH.sub("", text)):
        if passes_eleven_test(found):
            yield found
