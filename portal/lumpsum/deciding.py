"""Deciding about drawdowns: check, approve, send back, take back, reject and withdraw.

Everything holds the drawdown first and then its budget, so that of several who decide at the same
moment one does and the others hear what the status is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import Hands, Step
from declarations.identifiers import without_citizen_numbers
from declarations.lifecycle import Kind, after
from declarations.lumpsum import Move
from declarations.model import Law
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.ledger.drawdowns import Drawn, book_approved, book_taken_back
from portal.lumpsum.booking import Purse, move
from portal.lumpsum.finding import Drawdown, drawdown_of
from portal.lumpsum.records import DrawdownRecord

ACTIONS: Mapping[str, Action] = {
    "check": Action.DRAWDOWN_CHECKED,
    "approve": Action.DRAWDOWN_APPROVED,
    "send-back": Action.DRAWDOWN_SENT_BACK,
    "take-back": Action.DRAWDOWN_TAKEN_BACK,
    "reject": Action.DRAWDOWN_REJECTED,
    "withdraw": Action.DRAWDOWN_WITHDRAWN,
}
WITH_REASON = ("send-back", "take-back", "reject")
NOBODY: Mapping[str, None] = {
    f"{step}_{what}": None for step in ("checked", "approved") for what in ("by", "person", "at")
}


def decide(
    session: Session, visitor: Visitor, drawdown_id: int, action: str, clock: Clock,
    reason: str = "",
) -> Drawdown:  # fmt: skip
    """Do one of ``ACTIONS``; some want a reason. Gives the drawdown as it is then.

    Raises NotFound, NotAllowed and SamePerson; then nothing has changed.
    """
    found = _held(session, visitor, drawdown_id)
    state = after(Kind.DRAWDOWN, found.state, action, visitor.role)
    if action in ("check", "approve"):
        hands_of(found).refuse(visitor.person_id)
    values = _values(found, visitor, action, clock, without_citizen_numbers(reason.strip()))
    row = DrawdownRecord
    session.execute(
        update(row)
        .where(row.id == found.id)
        .values(state=state, **values)
        .execution_options(synchronize_session=False)
    )
    _money(session, found, action, clock)
    record(
        session,
        Event(
            ACTIONS[action], Subject.DRAWDOWN, found.id, visitor.account_id, clock.now(),
            found.municipality_id, found.provider_id, {"cents": found.cents},
        ),
    )  # fmt: skip
    return drawdown_of(session, visitor.tenant, found.id)


def hands_of(found: Drawdown) -> Hands:
    """Who did which step for this money so far."""
    people = {
        Step.SUBMIT: found.submitted_person, Step.CHECK: found.checked_person,
        Step.APPROVE: found.approved_person,
    }  # fmt: skip
    return Hands({step: frozenset({one}) for step, one in people.items() if one is not None})


def _held(session: Session, visitor: Visitor, drawdown_id: int) -> Drawdown:
    """The drawdown, held against others who decide; one of somebody else does not exist."""
    row = DrawdownRecord
    if session.scalar(select(row.id).where(row.id == drawdown_id).with_for_update()) is None:
        raise NotFound
    return drawdown_of(session, visitor.tenant, drawdown_id)


def _values(
    found: Drawdown, visitor: Visitor, action: str, clock: Clock, reason: str
) -> dict[str, Any]:
    def by(step: str) -> dict[str, Any]:
        return {
            f"{step}_by": visitor.account_id, f"{step}_person": visitor.person_id,
            f"{step}_at": clock.now(),
        }  # fmt: skip

    if action == "check":
        return by("checked")
    if action == "approve":
        return {**by("approved"), "round": found.round + 1}
    if action in ("send-back", "take-back"):
        return {**NOBODY, "reason": reason}
    told = {"reason": reason} if action == "reject" else {}
    return {"ended_by": visitor.account_id, "ended_at": clock.now(), **told}


def _money(session: Session, found: Drawdown, action: str, clock: Clock) -> None:
    """What the action does to the budget and in the books."""
    drawn = Drawn(
        found.id, found.contract_id, found.municipality_id, found.provider_id, Law(found.law),
        found.cents,
    )  # fmt: skip
    if action == "approve":
        book_approved(session, drawn, found.round + 1, clock.now())
    elif action == "take-back":
        book_taken_back(session, drawn, found.round, clock.now())
    elif action in ("reject", "withdraw"):
        purse = Purse(found.budget_id, found.municipality_id, found.provider_id)
        move(session, purse, Move.FREE, found.cents, found.id, clock.now())
