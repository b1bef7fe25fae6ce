"""Writing down what is known of a decision, and what follows: what waited for it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.decided import BEFOREHAND, Known
from declarations.identifiers import without_citizen_numbers
from declarations.model import Law
from portal.allocations.listing import Listed
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.contracts.requiring import Allotted, required, requirements_of
from portal.decisions.current import known_of_decisions
from portal.decisions.records import DecisionFactRecord
from portal.identity.visitor import Visitor
from portal.intake.lacking import lacking_on
from portal.intake.waking import wake
from portal.parties.lanes import lock_lane
from portal.review.releasing import release


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written down; ``holds`` is false to take it back, or for no result."""

    kind: Known
    holds: bool
    dated: date
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of what was written down, with the account that did."""

    kind: Known
    holds: bool
    dated: date
    note: str
    account_id: int
    recorded_at: datetime


def facts_of(session: Session, allocation_id: int) -> list[Fact]:
    """All that was written down about the decision behind an allocation, the newest first."""
    fact = DecisionFactRecord
    rows = session.scalars(
        select(fact).filter_by(allocation_id=allocation_id).order_by(fact.id.desc())
    )
    return [
        Fact(Known(row.kind), row.holds, row.dated, row.note, row.account_id, row.recorded_at)
        for row in rows
    ]


def required_of(session: Session, allocated: Listed) -> frozenset[str]:
    """What the contracts for an allocation want to be known of its decision."""
    content = allocated.content
    asked = Allotted(allocated.provider_id, allocated.law, content.category, content.code)
    return required(asked, requirements_of(session, allocated.municipality_id))


def write_down(
    session: Session, visitor: Visitor, allocated: Listed, wish: Wish, clock: Clock
) -> None:
    """Keep it for ever; lines that waited for it are judged again, lines that were held go on."""
    lock_lane(session, allocated.provider_id, Law(allocated.law))
    row = DecisionFactRecord(
        allocation_id=allocated.id, municipality_id=allocated.municipality_id,
        provider_id=allocated.provider_id, kind=wish.kind.value, holds=wish.holds,
        dated=wish.dated, note=without_citizen_numbers(wish.note), account_id=visitor.account_id,
        recorded_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session,
        Event(
            Action.DECISION_NOTED, Subject.DECISION_FACT, row.id, visitor.account_id, clock.now(),
            allocated.municipality_id, allocated.provider_id,
            {"kind": wish.kind.value, "holds": wish.holds},
        ),
    )  # fmt: skip
    if not wish.holds:
        return
    wake(session, [(allocated.municipality_id, allocated.provider_id, Law(allocated.law))])
    known = known_of_decisions(session, [allocated.id]).get(allocated.id, frozenset())
    missing = required_of(session, allocated) - known
    done = {"ZP003"} if not missing & BEFOREHAND else set()
    done |= {"ZP004"} if Known.RESULT in known else set()
    complete = [x.line_id for x in lacking_on(session, [allocated.id]) if x.rules <= done]
    release(session, complete, visitor.account_id, clock.now())
