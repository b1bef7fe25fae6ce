"""What a provider wants to see of its batches: as typed, and as a question to SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from declarations.findings import Outcome
from declarations.identifiers import without_citizen_numbers
from declarations.model import Law
from portal.clock import NETHERLANDS
from portal.intake.answer_records import RefusalRecord
from portal.intake.held_back import given
from portal.intake.records import BatchRecord, MessageRecord

STATES = ("bezig", "toegekend", "terug", "wacht")
"""The words in addresses: being judged, all awarded, something came back, something waits."""
LONGEST = 100
_BACK = (Outcome.REFUSED.value, Outcome.REJECTED.value, Outcome.PARTLY_AWARDED.value)


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter and the place in the list; empty where nothing was chosen.

    ``after`` is the last batch of the page before. ``since`` and ``until`` are days of receipt.
    """

    state: str = ""
    law: str = ""
    municipality: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        state, law = values.get("stand", ""), values.get("wet", "")
        return cls(
            state=state if state in STATES else "",
            law=law if law in {each.value for each in Law} else "",
            municipality=number(values.get("gemeente")),
            since=day(values.get("van")),
            until=day(values.get("tot")),
            words=without_citizen_numbers(" ".join(values.get("zoek", "").split())[:LONGEST]),
            after=number(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {
            "stand": self.state, "wet": self.law, "gemeente": self.municipality,
            "van": self.since, "tot": self.until, "zoek": self.words,
        }  # fmt: skip
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.as_query())


def number(typed: str | None) -> int | None:
    """A whole number in an address; None for anything else."""
    if not typed or not (typed.isascii() and typed.isdigit()):
        return None
    return int(typed) if len(typed) <= 18 else None


def day(typed: str | None) -> date | None:
    """A day in an address (``2026-05-06``); None for anything else."""
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return None


def received_in(
    column: InstrumentedAttribute[datetime], since: date | None, until: date | None
) -> Iterator[ColumnElement[bool]]:
    """Received from the one day up to and including the other, by Dutch time."""
    if since is not None:
        yield column >= _midnight(since)
    if until is not None and until < date.max:
        yield column < _midnight(until + timedelta(days=1))


def _midnight(of: date) -> datetime:
    # a zone has no place for the first days of the calendar: nothing was received then anyway
    return datetime.combine(max(of, date(1900, 1, 1)), time(), NETHERLANDS)


def conditions(choice: Choice) -> Iterator[ColumnElement[bool]]:
    """The choice as conditions on a batch."""
    yield from received_in(BatchRecord.received_at, choice.since, choice.until)
    if choice.state:
        yield _in_state(choice.state)
    if choice.law:
        yield _has_message(MessageRecord.law == choice.law)
    if choice.municipality is not None:
        yield _has_message(MessageRecord.municipality_id == choice.municipality)
    if choice.words:
        yield or_(
            BatchRecord.own_reference.icontains(choice.words, autoescape=True),
            BatchRecord.file_name.icontains(choice.words, autoescape=True),
        )
    if choice.after is not None:
        yield BatchRecord.id < choice.after


def _in_state(state: str) -> ColumnElement[bool]:
    shown = given(MessageRecord.id)
    if state == "bezig":
        return or_(BatchRecord.state == "received", _has_message(~shown))
    if state == "wacht":
        return _has_message(MessageRecord.outcome == Outcome.PARKED.value)
    refused = exists().where(RefusalRecord.batch_id == BatchRecord.id)
    if state == "terug":
        return or_(_has_message(and_(MessageRecord.outcome.in_(_BACK), shown)), refused)
    other = MessageRecord.outcome.is_distinct_from(Outcome.AWARDED.value)
    unclear = _has_message(or_(other, ~shown))
    return ~unclear & ~refused


def _has_message(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(MessageRecord.batch_id == BatchRecord.id, condition)
