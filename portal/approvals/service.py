"""Checking and approving the lines of declarations, sending back, and withdrawing.

Everything holds the message first and then looks again: of several who decide at the same moment
one does, and the others hear what the status is. Whatever is raised is raised before anything was
written, unless it says that the transaction is to be undone.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import Step
from declarations.lifecycle import NEW, Kind, NotAllowed, after
from portal.approvals.hands import hands_on_messages
from portal.approvals.lines import untie
from portal.approvals.rounds import (
    Deed,
    add_round,
    change,
    checked_rounds,
    newest_state,
    note,
    round_numbered,
)
from portal.audit.service import Action
from portal.clock import Clock
from portal.intake.declared import Declared, declarations_by_message
from portal.settlement.holding import hold
from portal.settlement.service import LinesGone, Sum, move, stages_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides, for which municipality."""

    account_id: int
    person_id: int
    role: str
    municipality_id: int


@dataclass(frozen=True, slots=True)
class Target:
    """A declaration by its message, and its lines at the stage as somebody saw them.

    When they are something else by now nothing is done; None takes them as they are.
    """

    message_id: int
    seen: Sum | None = None


def check(session: Session, actor: Actor, target: Target, clock: Clock) -> Sum:
    """Check every open line of a declaration, as its next round; gives what was checked.

    Raises NotFound, NotAllowed, SamePerson or LinesGone.
    """
    declared = _held(session, actor, target)
    amount = _seen_at(session, target, "open", "check")
    state = after(Kind.APPROVAL, NEW, "check", actor.role)
    hands = hands_on_messages(session, [target.message_id])[target.message_id]
    hands.refuse(actor.person_id, twice=frozenset({Step.CHECK}))
    approval_id = add_round(
        session, declared, amount, state=state, checked_by=actor.account_id,
        checked_person=actor.person_id, checked_at=clock.now(),
    )  # fmt: skip
    move(session, "open", "checked", [(declared.origin, amount)])
    deed = Deed(Action.DECLARATION_CHECKED, actor.account_id, clock.now())
    note(session, deed, declared, approval_id, amount)
    return amount


def approve(session: Session, actor: Actor, target: Target, clock: Clock) -> Sum:
    """Approve what was checked of a declaration, as another person; gives what was approved.

    Raises NotFound, NotAllowed, SamePerson or LinesGone.
    """
    declared = _held(session, actor, target)
    amount = _seen_at(session, target, "checked", "approve")
    state = after(Kind.APPROVAL, "checked", "approve", actor.role)
    hands_on_messages(session, [target.message_id])[target.message_id].refuse(actor.person_id)
    deed = Deed(Action.DECLARATION_APPROVED, actor.account_id, clock.now())
    for round in checked_rounds(session, target.message_id):
        change(
            session, round, state=state, approved_by=actor.account_id,
            approved_person=actor.person_id, approved_at=deed.at,
        )  # fmt: skip
        note(session, deed, declared, round.id, round.amount)
    move(session, "checked", "approved", [(declared.origin, amount)])
    return amount


def send_back(session: Session, actor: Actor, target: Target, reason: str, clock: Clock) -> Sum:
    """Give what was checked back to the checkers, with a reason; gives what went back.

    Raises NotFound, NotAllowed or LinesGone.
    """
    declared = _held(session, actor, target)
    amount = _seen_at(session, target, "checked", "send-back")
    state = after(Kind.APPROVAL, "checked", "send-back", actor.role)
    deed = Deed(Action.DECLARATION_SENT_BACK, actor.account_id, clock.now())
    for round in checked_rounds(session, target.message_id):
        note(session, deed, declared, round.id, untie(session, round.id))
        change(session, round, state=state, reason=reason)
    move(session, "checked", "open", [(declared.origin, amount)])
    return amount


def withdraw(
    session: Session, actor: Actor, message_id: int, number: int, reason: str, clock: Clock
) -> Sum:
    """Take the approval of one round back; gives what became open again.

    Raises NotFound, NotAllowed, or LinesGone when a line of it is in a payment.
    """
    declared = _held(session, actor, Target(message_id))
    round = round_numbered(session, message_id, number)
    state = after(Kind.APPROVAL, round.state, "withdraw", actor.role)
    amount = untie(session, round.id)
    change(session, round, state=state, reason=reason)
    move(session, "approved", "open", [(declared.origin, amount)])
    deed = Deed(Action.APPROVAL_WITHDRAWN, actor.account_id, clock.now())
    note(session, deed, declared, round.id, amount)
    return amount


def _held(session: Session, actor: Actor, target: Target) -> Declared:
    """The declaration, held from here on; one of another municipality does not exist."""
    declared = declarations_by_message(session, [target.message_id]).get(target.message_id)
    if declared is None or declared.municipality_id != actor.municipality_id:
        raise NotFound
    hold(session, [target.message_id])
    return declared


def _seen_at(session: Session, target: Target, stage: str, action: str) -> Sum:
    amount = stages_of(session, target.message_id).get(stage)
    if amount is None:
        raise NotAllowed(Kind.APPROVAL, newest_state(session, target.message_id), action)
    if target.seen not in (None, amount):
        raise LinesGone
    return amount
