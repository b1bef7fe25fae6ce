"""Settling a budget when its year is over: one person proposes, another confirms or refuses.

What is reclaimed stands in the books as owed by the provider until somebody notes that it came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import SamePerson, Step
from declarations.identifiers import without_citizen_numbers
from declarations.lifecycle import NEW, Kind, NotAllowed, after
from declarations.model import Law
from declarations.settling_up import Settled, by_final_amount, by_volume
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.ledger.drawdowns import Drawn, book_received, book_reclaimed
from portal.lumpsum.booking import Purse, settle
from portal.lumpsum.finding import Budget, budget_of
from portal.lumpsum.records import LumpSumRecord, SettlementRecord

ACTIONS: Mapping[str, Action] = {
    "confirm": Action.SETTLEMENT_CONFIRMED,
    "refuse": Action.SETTLEMENT_REFUSED,
    "receive": Action.SETTLEMENT_RECEIVED,
}


class YearNotOver(Exception):
    """Money is still on its way out of this budget; it is settled after that."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is settled on: volumes agreed and realised, or else the final amount in eurocents."""

    agreed: int | None = None
    realised: int | None = None
    final_cents: int | None = None

    def of(self, budget: Budget) -> Settled:
        """What it comes to for this budget."""
        if self.final_cents is not None:
            return by_final_amount(budget.balance.drawn, self.final_cents)
        assert self.agreed is not None and self.realised is not None, "volumes, or an amount"
        return by_volume(budget.amount_cents, budget.bandwidth, self.agreed, self.realised)


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """A settlement as it stands."""

    id: int
    basis: str
    agreed: int | None
    realised: int | None
    final_cents: int | None
    extra_cents: int
    reclaim_cents: int
    state: str
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    received_at: datetime | None


def settlements_of(session: Session, budget_id: int) -> list[SettlementLine]:
    """The settlements of a budget that the reader may see, the newest first."""
    row = SettlementRecord
    columns = [getattr(row, name) for name in SettlementLine.__dataclass_fields__]
    found = session.execute(
        select(*columns).where(row.budget_id == budget_id).order_by(row.id.desc())
    )
    return [SettlementLine(*each) for each in found]


def propose(
    session: Session, visitor: Visitor, budget_id: int, facts: Facts, reason: str, clock: Clock
) -> int:  # fmt: skip
    """Propose what a budget comes to; gives the number of the settlement.

    Raises NotFound, NotAllowed (also where a proposal waits already), YearNotOver while something
    is reserved, and ValueError for volumes that cannot be.
    """
    state = after(Kind.SETTLEMENT, NEW, "propose", visitor.role)
    budget = _held(session, visitor, budget_id)
    waiting = [each for each in settlements_of(session, budget.id) if each.state == "proposed"]
    if waiting:
        raise NotAllowed(Kind.SETTLEMENT, "proposed", "propose")
    settled = _worked_out(budget, facts)
    row = SettlementRecord(
        budget_id=budget.id, contract_id=budget.contract_id, law=budget.law,
        municipality_id=budget.municipality_id, provider_id=budget.provider_id,
        basis="volume" if facts.final_cents is None else "final", agreed=facts.agreed,
        realised=facts.realised, final_cents=facts.final_cents, extra_cents=settled.extra,
        reclaim_cents=settled.reclaim, state=state, reason=without_citizen_numbers(reason.strip()),
        proposed_by=visitor.account_id, proposed_person=visitor.person_id,
        proposed_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, Action.SETTLEMENT_PROPOSED, row, visitor, clock)
    return row.id


def decide_settlement(
    session: Session, visitor: Visitor, budget_id: int, settlement_id: int, action: str,
    clock: Clock,
) -> None:  # fmt: skip
    """Confirm or refuse a proposal for a budget as another person, or note that money came in.

    Raises NotFound, NotAllowed, SamePerson, and YearNotOver when the budget moved since.
    """
    budget = _held(session, visitor, budget_id)
    row = session.get(SettlementRecord, settlement_id)
    if row is None or row.budget_id != budget.id:
        raise NotFound
    session.refresh(row)
    state = after(Kind.SETTLEMENT, row.state, action, visitor.role)
    values: dict[str, Any] = {"decided_by": visitor.account_id, "decided_at": clock.now()}
    values["decided_person"] = visitor.person_id
    if action == "receive":
        if not row.reclaim_cents:
            raise NotAllowed(Kind.SETTLEMENT, row.state, action)
        values = {"received_by": visitor.account_id, "received_at": clock.now()}
    elif row.proposed_person == visitor.person_id:
        raise SamePerson(Step.SUBMIT)
    _money(session, budget, row, action, clock)
    own = SettlementRecord
    session.execute(update(own).where(own.id == row.id).values(state=state, **values))
    _note(session, ACTIONS[action], row, visitor, clock)


def _held(session: Session, visitor: Visitor, budget_id: int) -> Budget:
    """The budget of this municipality, held against everybody who moves money in it."""
    own = LumpSumRecord
    session.execute(select(own.id).where(own.id == budget_id).with_for_update(key_share=True))
    return budget_of(session, visitor.tenant, budget_id)


def _worked_out(budget: Budget, facts: Facts) -> Settled:
    if budget.balance.reserved:
        raise YearNotOver
    settled = facts.of(budget)
    return Settled(settled.extra, min(settled.reclaim, budget.balance.drawn))


def _money(
    session: Session, budget: Budget, row: SettlementRecord, action: str, clock: Clock
) -> None:
    drawn = Drawn(
        row.id, row.contract_id, row.municipality_id, row.provider_id, Law(row.law),
        row.reclaim_cents,
    )  # fmt: skip
    if action == "receive":
        book_received(session, drawn, clock.now())
    if action != "confirm":
        return
    facts = Facts(row.agreed, row.realised, row.final_cents)
    if _worked_out(budget, facts) != Settled(row.extra_cents, row.reclaim_cents):
        raise YearNotOver
    purse = Purse(budget.id, budget.municipality_id, budget.provider_id)
    settle(session, purse, row.extra_cents, row.reclaim_cents, clock.now())
    if row.reclaim_cents:
        book_reclaimed(session, drawn, clock.now())


def _note(
    session: Session, action: Action, row: SettlementRecord, visitor: Visitor, clock: Clock
) -> None:
    detail = {"budget": row.budget_id, "extra": row.extra_cents, "reclaim": row.reclaim_cents}
    record(
        session,
        Event(
            action, Subject.SETTLEMENT, row.id, visitor.account_id, clock.now(),
            row.municipality_id, row.provider_id, detail,
        ),
    )  # fmt: skip
