"""Invariant 15: no citizen number stands outside the one table that may hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import JSON, Column, ColumnElement, Text, cast, column, func, inspect, select, table
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
}  # fmt: skip
NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")  # digits in it mean nothing
JOBS = "procrastinate_jobs"
AT_ONCE = 10_000


def citizens_are_sealed(session: Session, keyring: Keyring) -> Iterator[Breach]:
    """Scan every text and JSON column for citizen numbers of clients we know.

    Names the columns only: a breach never repeats what it found.
    """
    leaking = [
        name for name, source, content in _columns(session)
        if _is_client_in(session, keyring, source, content)
    ]  # fmt: skip
    yield from breach_of(
        15,
        "kolommen waarin een burgerservicenummer staat dat daar niet hoort",
        "columns with a citizen number that does not belong there",
        leaking,
    )


def _columns(session: Session) -> Iterator[tuple[str, FromClause, Column]]:
    for source in TABLES.sorted_tables:
        for content in source.columns:
            name = f"{source.name}.{content.name}"
            if isinstance(content.type, String | JSON) and name not in SENDERS_OWN:
                yield name, source, content
    if inspect(session.connection()).has_table(JOBS):
        jobs = table(JOBS, column("args", JSON))
        yield f"{JOBS}.args", jobs, jobs.c.args  # type: ignore[misc]


def _is_client_in(session: Session, keyring: Keyring, source: FromClause, content: Column) -> bool:
    words = cast(content, Text)
    query = (
        select(words)
        .select_from(source)
        .where(_has_nine_digits(session, words))
        .execution_options(yield_per=AT_ONCE)
    )
    for part in session.scalars(query).partitions():
        indexes = {keyring.bsn_index(bsn) for text in part for bsn in citizen_numbers(text)}
        known = select(func.count()).where(in_values(ClientRecord.bsn_index, indexes))
        if indexes and session.scalar(known):
            return True
    return False


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
