"""Drawdowns on their way to the bank: what payment runs ask of them, and do to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from declarations.four_eyes import Hands, Step
from declarations.lifecycle import PORTAL, Kind, after
from declarations.lumpsum import Move
from declarations.model import Law
from portal.audit.service import Action, Event, Subject, record_all
from portal.intake.outcome import PAYMENT_TERM
from portal.lumpsum.booking import Purse, move
from portal.lumpsum.records import DrawdownRecord
from portal.settlement.service import LinesGone
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant, seeing_all

MONEY: Mapping[str, Move] = {"release": Move.DRAW, "bounce": Move.RETURN}


@dataclass(frozen=True, slots=True)
class PayableDrawdown:
    """A drawdown as paying knows it; eurocents, and the day it was asked for."""

    id: int
    budget_id: int
    municipality_id: int
    provider_id: int
    contract_id: int
    cents: int
    dated: date
    reference: str
    state: str
    law: Law

    @property
    def pay_before(self) -> date:
        """The last day of the term of payment, as of a declaration."""
        return self.dated + PAYMENT_TERM


def payable_drawdowns(session: Session, drawdown_ids: Iterable[int]) -> list[PayableDrawdown]:
    """These drawdowns, in the order of their ids; one query."""
    return _found(session, in_values(DrawdownRecord.id, drawdown_ids))


def approved_drawdowns(session: Session, municipality_id: int) -> list[PayableDrawdown]:
    """What a municipality approved and has in no payment."""
    row = DrawdownRecord
    return _found(session, row.municipality_id == municipality_id, row.state == "approved")


def waiting_drawdowns(session: Session, tenant: Tenant) -> list[PayableDrawdown]:
    """What was approved of a party's drawdowns and did not go out yet."""
    row = DrawdownRecord
    own = row.provider_id if tenant.scope is Scope.PROVIDER else row.municipality_id
    return _found(session, own == tenant.id, row.state.in_(("approved", "in-run")))


def hold_drawdowns(session: Session, drawdown_ids: Iterable[int]) -> None:
    """Hold these against whoever decides about them, in the order of their ids."""
    ids = sorted(set(drawdown_ids))
    if ids:
        row = DrawdownRecord
        session.execute(
            select(row.id).where(in_values(row.id, ids)).order_by(row.id).with_for_update()
        )


def move_drawdowns(
    session: Session, drawdowns: Sequence[PayableDrawdown], action: str, actor: int, at: datetime
) -> None:
    """Bring drawdowns to their next status, all or none, and their money with them.

    Their budgets move in the order of budgets, so that two runs never wait for each other. Raises
    LinesGone, and NotAllowed where the action is none in their status.
    """
    row = DrawdownRecord
    for state in sorted({each.state for each in drawdowns}):
        new = after(Kind.DRAWDOWN, state, action, PORTAL)
        ids = [each.id for each in drawdowns if each.state == state]
        done = session.execute(
            update(row)
            .where(in_values(row.id, ids), row.state == state)
            .values(state=new)
            .execution_options(synchronize_session=False)
        )
        if done.rowcount != len(ids):  # type: ignore[attr-defined]
            raise LinesGone
    if action in MONEY:
        for each in sorted(drawdowns, key=lambda one: (one.budget_id, one.id)):
            purse = Purse(each.budget_id, each.municipality_id, each.provider_id)
            move(session, purse, MONEY[action], each.cents, each.id, at)
    record_all(
        session,
        [
            Event(
                Action.DRAWDOWN_MOVED, Subject.DRAWDOWN, each.id, actor, at, each.municipality_id,
                each.provider_id, {"action": action, "cents": each.cents},
            )
            for each in drawdowns
        ],
    )  # fmt: skip


def hands_on_drawdowns(session: Session, drawdown_ids: Iterable[int]) -> Hands:
    """The persons who submitted, checked or approved these drawdowns, whoever asks."""
    row = DrawdownRecord
    with seeing_all(session):
        found = session.execute(
            select(row.submitted_person, row.checked_person, row.approved_person).where(
                in_values(row.id, drawdown_ids)
            )
        ).all()
    steps = (Step.SUBMIT, Step.CHECK, Step.APPROVE)
    return Hands(
        {
            step: frozenset(person for person in people if person is not None)
            for step, people in zip(steps, zip(*found, strict=True), strict=False)
        }
    )


def _found(session: Session, *wanted: ColumnElement[bool]) -> list[PayableDrawdown]:
    row = DrawdownRecord
    rows = session.execute(
        select(
            row.id, row.budget_id, row.municipality_id, row.provider_id, row.contract_id,
            row.amount_cents, row.dated, row.reference, row.state, row.law,
        )
        .where(*wanted)
        .order_by(row.id)
    )  # fmt: skip
    return [PayableDrawdown(*each[:9], Law(each.law)) for each in rows]
