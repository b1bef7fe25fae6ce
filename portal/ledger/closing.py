"""Closing months: from then on nothing is booked in them any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.check.breach import Breach
from portal.check.gate import blocking
from portal.clock import Clock
from portal.ledger.months import month_after, wait_for_bookings
from portal.ledger.records import ClosedMonthRecord, LedgerTransactionRecord


class NotNext(Exception):
    """Not the month to close now: it is closed, not over yet, or one before it is open."""


class BooksBroken(Exception):
    """Something in the books does not add up, so the month stays open; nothing has changed."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__(f"{len(breaches)} broken identities")
        self.breaches = tuple(breaches)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the books; ``closed_at`` is None while it is open."""

    month: date
    closed_at: datetime | None
    next: bool


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closes, for which municipality."""

    account_id: int
    municipality_id: int


def months_until(session: Session, municipality_id: int, today: date) -> list[Month]:
    """Every month from the first that was booked in up to this one, the newest first."""
    row = ClosedMonthRecord
    rows = session.execute(
        select(row.month, row.closed_at).where(row.municipality_id == municipality_id)
    )
    closed = {each.month: each.closed_at for each in rows}
    coming = next_to_close(session, municipality_id)
    month = min([*closed, *([coming] if coming else [])], default=None)
    found: list[Month] = []
    while month is not None and month <= today.replace(day=1):
        is_next = month == coming and month < today.replace(day=1)
        found.append(Month(month, closed.get(month), is_next))
        month = month_after(month)
    return found[::-1]


def next_to_close(session: Session, municipality_id: int) -> date | None:
    """The month after the last closed one, or else the first that was booked in."""
    last = session.scalar(
        select(func.max(ClosedMonthRecord.month)).filter_by(municipality_id=municipality_id)
    )
    if last is not None:
        return month_after(last)
    return session.scalar(
        select(func.min(LedgerTransactionRecord.month)).filter_by(municipality_id=municipality_id)
    )


def close_month(session: Session, closer: Closer, month: date, clock: Clock) -> None:
    """Close the month, and with it all before it. Raises NotNext and BooksBroken.

    Waits for bookings that are under way; those that come later go to the next month.
    """
    wait_for_bookings(session, closer.municipality_id)
    is_over = month < clock.today().replace(day=1)
    if month != next_to_close(session, closer.municipality_id) or not is_over:
        raise NotNext
    breaches = blocking(session, closer.municipality_id)
    if breaches:
        raise BooksBroken(breaches)
    session.add(
        ClosedMonthRecord(
            municipality_id=closer.municipality_id, month=month, account_id=closer.account_id,
            closed_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    record(
        session,
        Event(
            Action.MONTH_CLOSED, Subject.MUNICIPALITY, closer.municipality_id, closer.account_id,
            clock.now(), closer.municipality_id, detail={"month": f"{month:%Y-%m}"},
        ),
    )  # fmt: skip
