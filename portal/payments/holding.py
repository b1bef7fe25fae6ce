"""Payments that a guard stopped: looked at by another person, or left out of the run."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import Hands, Step
from declarations.identifiers import without_citizen_numbers
from declarations.lifecycle import Kind, NotAllowed, after
from portal.audit.service import Action
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.payments.drawdowns import let_drawdowns_go
from portal.payments.payees import account_changers, current_accounts
from portal.payments.runs import (
    Payment,
    Run,
    hold_lines,
    hold_run,
    let_go,
    move_payments,
    note_payment,
    payments_in,
)
from portal.store.tenant import seeing_all

BEFORE_RELEASE = ("draft", "signed")


class AccountReplaced(Exception):
    """The provider has another account by now; this payment can only be left out."""


def clear(
    session: Session, visitor: Visitor, number: str, payment_id: int, reason: str, clock: Clock
) -> None:  # fmt: skip
    """Say that a stopped payment is all right, and why.

    By another person than who made or signed the run or changed the account. Raises NotAllowed,
    SamePerson, AccountReplaced and NotFound.
    """
    run, payment = _find(session, visitor, number, payment_id)
    after(Kind.PAYMENT, payment.state, "clear", visitor.role)
    _another_person(session, run, payment, visitor)
    account = current_accounts(session, [payment.provider_id]).get(payment.provider_id)
    if account is None or account.iban != payment.iban:
        raise AccountReplaced
    move_payments(
        session, [payment], "clear", visitor.role, cleared_by=visitor.account_id,
        cleared_person=visitor.person_id, cleared_at=clock.now(),
        clear_reason=without_citizen_numbers(reason),
    )  # fmt: skip
    note_payment(
        session, Action.PAYMENT_CLEARED, run, payment, visitor, clock.now(), reasons=payment.holds
    )


def leave_out(
    session: Session, visitor: Visitor, number: str, payment_id: int, clock: Clock
) -> None:
    """Take a payment out of a run that did not go out; its lines go back to approved.

    Raises NotAllowed and NotFound.
    """
    run, payment = _find(session, visitor, number, payment_id)
    after(Kind.PAYMENT, payment.state, "leave-out", visitor.role)
    hold_lines(session, [payment])
    leave_out_all(session, run, [payment], visitor, clock)


def leave_out_all(
    session: Session, run: Run, payments: Sequence[Payment], visitor: Visitor, clock: Clock
) -> None:
    """Take these payments out of a run; the caller holds it and the lines of its payments."""
    move_payments(session, payments, "leave-out", "payments", ended_at=clock.now())
    ids = [each.id for each in payments]
    let_go(session, ids, "in-run")
    let_drawdowns_go(session, ids, "leave-out", visitor.account_id, clock.now())
    for each in payments:
        note_payment(
            session, Action.PAYMENT_LEFT_OUT, run, each, visitor, clock.now(),
            lines=each.line_count,
        )  # fmt: skip


def _find(session: Session, visitor: Visitor, number: str, payment_id: int) -> tuple[Run, Payment]:
    run = hold_run(session, visitor.municipality_id or 0, number)
    for payment in payments_in(session, run.id):
        if payment.id == payment_id:
            if run.state not in BEFORE_RELEASE:
                raise NotAllowed(Kind.PAYMENT_RUN, run.state, "leave-out")
            return run, payment
    raise NotFound


def _another_person(session: Session, run: Run, payment: Payment, visitor: Visitor) -> None:
    with seeing_all(session):  # a provider's own people asked for the account
        changers = account_changers(session, [(payment.provider_id, payment.iban)])
    makers = {each for each in (run.made_person, run.signed_person) if each is not None}
    people = {Step.RELEASE: frozenset(makers), Step.BANK_ACCOUNT: frozenset(changers)}
    Hands(people).refuse(visitor.person_id)
