"""Moving money of a budget: its row by a conditional UPDATE, and both sides in its book.

Nothing is added up first and hoped to be still so: the database changes the row only while it
leaves enough, so of any number that ask at the same moment none gets more than there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from declarations.lumpsum import Balance, BudgetExceeded, BudgetInUse, Move, entries_of
from portal.lumpsum.records import BudgetBookingRecord, BudgetEntryRecord, LumpSumRecord


class BudgetUnfit(Exception):
    """A budget that does not have what a drawdown of it says it has; everything is undone."""


@dataclass(frozen=True, slots=True)
class Purse:
    """The budget that money moves in, and between whom."""

    budget_id: int
    municipality_id: int
    provider_id: int


def move(
    session: Session, purse: Purse, kind: Move, cents: int, drawdown_id: int, at: datetime
) -> None:
    """Move money of a drawdown within its budget.

    Raises BudgetExceeded when less is free than is to be reserved, and BudgetUnfit when the budget
    does not hold what is to go on or back.
    """
    row = LumpSumRecord
    ways: dict[Move, tuple[Any, dict[str, Any]]] = {
        Move.RESERVE: (
            row.reserved_cents + row.drawn_cents + cents <= row.upper_cents,
            {"reserved_cents": row.reserved_cents + cents},
        ),
        Move.FREE: (row.reserved_cents >= cents, {"reserved_cents": row.reserved_cents - cents}),
        Move.DRAW: (
            row.reserved_cents >= cents,
            {"reserved_cents": row.reserved_cents - cents, "drawn_cents": row.drawn_cents + cents},
        ),
        Move.RETURN: (
            row.drawn_cents >= cents,
            {"reserved_cents": row.reserved_cents + cents, "drawn_cents": row.drawn_cents - cents},
        ),
    }  # fmt: skip
    enough, values = ways[kind]
    if not _changed(session, purse.budget_id, enough, values):
        if kind is Move.RESERVE:
            raise BudgetExceeded(balance_of(session, purse.budget_id).free)
        raise BudgetUnfit(f"budget {purse.budget_id} cannot {kind} {cents}")
    book(session, purse, kind, cents, at, drawdown_id)


def settle(session: Session, purse: Purse, extra: int, reclaim: int, at: datetime) -> None:
    """Add to a budget what a settlement gives, or take from it what is reclaimed.

    Raises BudgetUnfit when more is reclaimed than was drawn.
    """
    row = LumpSumRecord
    values = {
        "upper_cents": row.upper_cents + extra - reclaim,
        "settled_cents": row.settled_cents + extra - reclaim,
        "drawn_cents": row.drawn_cents - reclaim,
    }
    if not _changed(session, purse.budget_id, row.drawn_cents >= reclaim, values):
        raise BudgetUnfit(f"budget {purse.budget_id}: {reclaim} is more than was drawn")
    for kind, cents in ((Move.SET, extra), (Move.RECLAIM, reclaim)):
        if cents:
            book(session, purse, kind, cents, at)


def set_upper(
    session: Session, purse: Purse, terms: dict[str, Any], before: int, at: datetime
) -> None:
    """Give a budget other terms, ``upper_cents`` among them. Raises BudgetInUse."""
    row, upper = LumpSumRecord, terms["upper_cents"]
    if not _changed(
        session, purse.budget_id, row.reserved_cents + row.drawn_cents <= upper, terms
    ):
        raise BudgetInUse(upper, balance_of(session, purse.budget_id).used)
    if upper != before:
        book(session, purse, Move.SET, upper - before, at)


def book(
    session: Session, purse: Purse, kind: Move, cents: int, at: datetime,
    drawdown_id: int | None = None,
) -> None:  # fmt: skip
    """Write both sides of a move in the book of a budget."""
    booking = BudgetBookingRecord(
        budget_id=purse.budget_id, drawdown_id=drawdown_id, kind=str(kind), recorded_at=at,
        municipality_id=purse.municipality_id, provider_id=purse.provider_id,
    )  # fmt: skip
    session.add(booking)
    session.flush()
    session.add_all(
        BudgetEntryRecord(booking_id=booking.id, account=account, amount_cents=signed)
        for account, signed in entries_of(kind, cents)
    )
    session.flush()


def balance_of(session: Session, budget_id: int) -> Balance:
    """What a budget has now."""
    row = LumpSumRecord
    found = session.execute(
        select(row.upper_cents, row.reserved_cents, row.drawn_cents).where(row.id == budget_id)
    ).one()
    return Balance(*found)


def _changed(session: Session, budget_id: int, enough: Any, values: dict[str, Any]) -> bool:
    row = LumpSumRecord
    done = session.execute(
        update(row)
        .where(row.id == budget_id, enough)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
