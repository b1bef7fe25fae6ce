"""The month something is booked in: the one it happened in, unless that was closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.clock import NETHERLANDS
from portal.ledger.records import ClosedMonthRecord

_FOUR_DAYS = timedelta(days=4)  # from any 28th into the next month
_CLOSING = 7_305_551  # the lock by which bookings and the closing of a month keep out of each other


def first_open_month(session: Session, municipality_id: int, at: datetime) -> date:
    """The first day of the month to book in; a month is closed with all months before it.

    Until the transaction ends nobody closes a month of this municipality.
    """
    _take_turn(session, municipality_id, "pg_advisory_xact_lock_shared")
    happened = at.astimezone(NETHERLANDS).date().replace(day=1)
    closed = session.scalar(
        select(func.max(ClosedMonthRecord.month)).filter_by(municipality_id=municipality_id)
    )
    if closed is None or happened > closed:
        return happened
    return month_after(closed)


def month_after(month: date) -> date:
    """The first day of the month after the one this day is in."""
    return (month.replace(day=28) + _FOUR_DAYS).replace(day=1)


def wait_for_bookings(session: Session, municipality_id: int) -> None:
    """Wait until no booking of this municipality is under way, and keep new ones waiting."""
    _take_turn(session, municipality_id, "pg_advisory_xact_lock")


def _take_turn(session: Session, municipality_id: int, lock: str) -> None:
    """On SQLite the write lock of the transaction does this already."""
    if session.connection().dialect.name == "postgresql":
        key = {"closing": _CLOSING, "municipality": municipality_id}
        session.execute(
            text(f"SELECT {lock}(CAST(:closing AS integer), CAST(:municipality AS integer))"), key
        )
