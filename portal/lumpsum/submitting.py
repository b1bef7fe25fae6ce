"""Asking for money of a lump sum: reserved from that moment on, or refused with what is free."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.identifiers import without_citizen_numbers
from declarations.lifecycle import NEW, Kind, after
from declarations.lumpsum import Move
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.lumpsum.booking import Purse, move
from portal.lumpsum.finding import Budget, Drawdown, drawdown_of
from portal.lumpsum.records import DrawdownRecord, LumpSumRecord
from portal.store.conflict import insert_into


class ReferenceUsed(Exception):
    """This provider used the reference before under this contract; nothing has changed."""


class ReferenceUnfit(Exception):
    """A reference in which a citizen number could stand; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: eurocents, and the provider's own reference."""

    cents: int
    reference: str


def submit(
    session: Session, visitor: Visitor, budget: Budget, wish: Wish, clock: Clock
) -> Drawdown:  # fmt: skip
    """Ask for money of a budget of the visitor's provider and reserve it.

    Raises BudgetExceeded, ReferenceUsed, ReferenceUnfit, NotAllowed and, for a budget of somebody
    else, NotFound; then nothing may be kept of it.
    """
    if budget.provider_id != visitor.provider_id:
        raise NotFound
    state = after(Kind.DRAWDOWN, NEW, "submit", visitor.role)
    if without_citizen_numbers(wish.reference) != wish.reference:
        raise ReferenceUnfit
    number = _add(session, visitor, budget, wish, state, clock)
    purse = Purse(budget.id, budget.municipality_id, budget.provider_id)
    move(session, purse, Move.RESERVE, wish.cents, number, clock.now())
    record(
        session,
        Event(
            Action.DRAWDOWN_SUBMITTED, Subject.DRAWDOWN, number, visitor.account_id, clock.now(),
            budget.municipality_id, budget.provider_id, {"budget": budget.id, "cents": wish.cents},
        ),
    )  # fmt: skip
    return drawdown_of(session, visitor.tenant, number)


def _add(
    session: Session, visitor: Visitor, budget: Budget, wish: Wish, state: str, clock: Clock
) -> int:  # fmt: skip
    """The id of a new row; it holds the budget's row first, so that money goes in one order."""
    own = LumpSumRecord
    session.execute(select(own.id).where(own.id == budget.id).with_for_update(key_share=True))
    row = insert_into(session, DrawdownRecord).values(
        budget_id=budget.id, contract_id=budget.contract_id,
        municipality_id=budget.municipality_id, provider_id=budget.provider_id, law=budget.law,
        reference=wish.reference, amount_cents=wish.cents, state=state, round=0,
        dated=clock.today(), submitted_by=visitor.account_id,
        submitted_person=visitor.person_id, submitted_at=clock.now(),
    )  # fmt: skip
    number: int | None = session.scalar(
        row.on_conflict_do_nothing(
            index_elements=["provider_id", "contract_id", "reference"]
        ).returning(DrawdownRecord.id)
    )
    if number is None:
        raise ReferenceUsed
    return number
