"""The sums by month of care of the small world, as a worker would have made them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.money.counting import recount_messages
from portal.money.records import MoneyCountRecord


def count_messages(session: Session, messages: list[int], at: datetime) -> None:
    """Make the sums of these messages, with nothing left to be counted."""
    session.flush()
    recount_messages(session, messages)
    booked = session.scalar(text("SELECT max(id) FROM ledger_transaction")) or 0
    session.add(
        MoneyCountRecord(
            id=1, begun_at=at, moved_at=None, finished_at=at, booked=booked, next_booked=booked,
            total=1, done=1,
        )
    )  # fmt: skip
    session.flush()
