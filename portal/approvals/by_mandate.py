"""Approving what falls under a mandate: a chore of the portal, every minute.

A declaration falls under a mandate as a whole: when no awarded line of it is above the limit of a
line, and neither its debits nor its credits together are above that of a declaration. Lines that
somebody looks at count with the limits but stay where they are; once let go they follow in a
round of their own. So nothing gets under a limit by being cut into pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sqlalchemy.orm import Session

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NEW, PORTAL, Kind, after
from portal.approvals.hands import hands_on_messages
from portal.approvals.lines import line_extremes
from portal.approvals.mandates import Limits, Mandate, active_mandates
from portal.approvals.rounds import Deed, add_round, note
from portal.audit.service import Action
from portal.clock import Clock
from portal.identity.service import system_account_id
from portal.intake.declared import Declared, declarations_by_message
from portal.settlement.holding import hold
from portal.settlement.lists import At, messages_at
from portal.settlement.service import Sum, move, stages_of
from portal.store.transaction import in_transaction, transaction


def approve_by_mandates(clock: Clock) -> int:
    """Approve everything that falls under a mandate now; gives how many declarations.

    Each declaration is a transaction of its own, so that one interrupted leaves nothing half done.
    """
    with transaction() as session:
        mandates = active_mandates(session, clock.today())
        waiting = [
            message_id
            for municipality in dict.fromkeys(each.municipality_id for each in mandates)
            for message_id, _ in messages_at(session, At(municipality, "open"))
        ]
        declared = declarations_by_message(session, waiting)
        may_fall = [
            each for each in declared.values() if _covering(mandates, each, clock) is not None
        ]
    ordered = sorted(may_fall, key=lambda each: each.message_id)
    return sum(
        in_transaction(partial(_approve_one, declared=each, clock=clock)) for each in ordered
    )


def _approve_one(session: Session, declared: Declared, clock: Clock) -> bool:
    """Approve the open lines of a declaration if a mandate that is still in force allows it."""
    hold(session, [declared.message_id])
    amount = stages_of(session, declared.message_id).get("open")
    mandates = active_mandates(session, clock.today())
    fitting = [each for each in mandates if _fits(session, each, declared, clock)]
    if amount is None or not fitting:
        return False
    _approve(session, declared, fitting[0], amount, clock)
    return True


def _approve(
    session: Session, declared: Declared, mandate: Mandate, amount: Sum, clock: Clock
) -> None:
    approval_id = add_round(
        session, declared, amount, mandate_id=mandate.id, approved_at=clock.now(),
        state=after(Kind.APPROVAL, NEW, "approve-by-mandate", PORTAL),
    )  # fmt: skip
    move(session, "open", "approved", [(declared.origin, amount)])
    deed = Deed(Action.DECLARATION_APPROVED, system_account_id(session), clock.now())
    note(session, deed, declared, approval_id, amount, mandate=mandate.id)


def _covering(mandates: Iterable[Mandate], declared: Declared, clock: Clock) -> Mandate | None:
    return next((each for each in mandates if _covers(each, declared, clock)), None)


def _covers(mandate: Mandate, declared: Declared, clock: Clock) -> bool:
    return mandate.municipality_id == declared.municipality_id and mandate.limits.covers(
        declared.provider_id, declared.law, clock.today()
    )


def _fits(session: Session, mandate: Mandate, declared: Declared, clock: Clock) -> bool:
    return (
        _covers(mandate, declared, clock)
        and within(mandate.limits, *line_extremes(session, declared.message_id))
        and _by_others(session, mandate, declared)
    )


def within(limits: Limits, largest: int, debits: int, credits: int) -> bool:
    """Whether lines are within the limits: the largest of them, and each side together.

    All in positive eurocents.
    """
    return largest <= limits.line_limit and max(debits, credits) <= limits.declaration_limit


def _by_others(session: Session, mandate: Mandate, declared: Declared) -> bool:
    """Whether neither who signed the mandate had a hand in handing in or checking this."""
    hands = hands_on_messages(session, [declared.message_id])[declared.message_id]
    try:
        for person in mandate.persons:
            hands.refuse(person)
    except SamePerson:
        return False
    return True
