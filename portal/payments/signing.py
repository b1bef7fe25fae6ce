"""Two persons put a payment run on its way: one signs what goes out, another one releases it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from declarations.four_eyes import Hands, SamePerson, Step
from declarations.lifecycle import PORTAL, Kind, after
from declarations.model import Law
from portal.approvals.hands import also, hands_on
from portal.audit.service import Action
from portal.check.breach import Breach
from portal.check.gate import blocking
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.ledger.settling import Payer, book_payment
from portal.lumpsum.paying import hands_on_drawdowns
from portal.payments.drawdowns import (
    drawdowns_ever,
    let_drawdowns_go,
    live_drawdowns,
    move_live_drawdowns,
)
from portal.payments.holding import leave_out_all
from portal.payments.payees import account_changers, current_accounts
from portal.payments.runs import (
    Payment,
    Run,
    hold_lines,
    hold_run,
    let_go,
    lines_ever,
    live_lines,
    move_payments,
    move_run,
    note_payment,
    note_run,
    payments_in,
    sums,
)
from portal.settlement.service import LinesGone, move
from portal.store.tenant import seeing_all
from schemas.payments import Account

STANDING = ("included", "held")


class BooksBroken(Exception):
    """Something in the books does not add up, so no money goes out; nothing has changed."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__(f"{len(breaches)} broken identities")
        self.breaches = tuple(breaches)


class NothingIncluded(Exception):
    """No payment of the run can go out; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Released:
    """What releasing came to: payments that went out, and those that were stopped at the door.

    With ``stopped`` nothing was released: accounts changed since the run was drawn up, and
    somebody has to look at those payments first.
    """

    paid: int = 0
    left_out: int = 0
    stopped: int = 0


def sign(session: Session, visitor: Visitor, number: str, clock: Clock) -> None:
    """Put a name under a run; from here on it is what it is.

    Raises NotAllowed, SamePerson, NothingIncluded and NotFound.
    """
    run = hold_run(session, visitor.municipality_id or 0, number)
    after(Kind.PAYMENT_RUN, run.state, "sign", visitor.role)
    found = payments_in(session, run.id)
    standing = [each for each in found if each.state in STANDING]
    if not any(each.state == "included" for each in found):
        raise NothingIncluded
    hands(session, standing).refuse(visitor.person_id)
    _not_who_cleared(standing, visitor)
    digest = fingerprint(session, run, found)
    move_run(
        session, run, "sign", visitor.role, sha256=digest, signed_by=visitor.account_id,
        signed_person=visitor.person_id, signed_at=clock.now(),
    )  # fmt: skip
    note_run(session, Action.RUN_SIGNED, run, visitor, clock.now(), sha256=digest.hex())


def release(session: Session, visitor: Visitor, number: str, clock: Clock) -> Released:
    """Let the money of a signed run go, by another person than who signed it.

    Held payments are left out, their lines go back to approved. Raises NotAllowed, SamePerson,
    BooksBroken, NothingIncluded, LinesGone when the run is not what was signed, and NotFound.
    """
    run = hold_run(session, visitor.municipality_id or 0, number)
    after(Kind.PAYMENT_RUN, run.state, "release", visitor.role)
    found = payments_in(session, run.id)
    standing = [each for each in found if each.state in STANDING]
    _refuse_same_person(session, run, standing, visitor)
    if breaches := blocking(session, run.municipality_id):
        raise BooksBroken(breaches)
    if fingerprint(session, run, found) != run.sha256:
        raise LinesGone
    if stopped := _stop_replaced(session, run, standing, visitor, clock):
        return Released(stopped=stopped)
    going = [each for each in standing if each.state == "included"]
    if not going:
        raise NothingIncluded
    held = [each for each in standing if each.state == "held"]
    hold_lines(session, standing)
    leave_out_all(session, run, held, visitor, clock)
    _send(session, run, going, visitor, clock)
    return Released(len(going), len(held))


def cancel(session: Session, visitor: Visitor, number: str, clock: Clock) -> None:
    """Call a run off that did not go out; its lines go back to approved.

    Raises NotAllowed and NotFound.
    """
    run = hold_run(session, visitor.municipality_id or 0, number)
    at = clock.now()
    move_run(session, run, "cancel", visitor.role, cancelled_by=visitor.account_id, cancelled_at=at)
    standing = [each for each in payments_in(session, run.id) if each.state in STANDING]
    hold_lines(session, standing)
    move_payments(session, standing, "leave-out", "payments", ended_at=at)
    ids = [each.id for each in standing]
    lines = let_go(session, ids, "in-run")
    let_drawdowns_go(session, ids, "leave-out", visitor.account_id, at)
    note_run(session, Action.RUN_CANCELLED, run, visitor, at, lines=lines)


def hands(session: Session, payments: Sequence[Payment]) -> Hands:
    """Who submitted, checked and approved what these payments pay, or changed an account."""
    ids = [each.id for each in payments]
    lines = [line.id for own in live_lines(session, ids).values() for line in own]
    drawn = [each.id for own in live_drawdowns(session, ids).values() for each in own]
    with seeing_all(session):  # a provider's own people asked for the account
        changers = account_changers(session, {(each.provider_id, each.iban) for each in payments})
    known = hands_on(session, lines)
    for step, persons in hands_on_drawdowns(session, drawn).by_step.items():
        known = also(known, step, persons)
    return also(known, Step.BANK_ACCOUNT, changers)


def fingerprint(session: Session, run: Run, payments: Sequence[Payment]) -> bytes:
    """The SHA-256 over what a run was drawn up with: account, amount and lines of every payment.

    It stays the same when a payment is stopped, cleared or left out, and not when one is changed.
    """
    ids = [each.id for each in payments]
    lines, drawn = lines_ever(session, ids), drawdowns_ever(session, ids)
    content = [run.number, run.pay_on.isoformat(), run.iban, run.holder]
    facts = [
        [each.reference, each.provider_id, each.law, each.iban, each.holder, each.line_count,
         each.debit_cents, each.credit_cents, each.cents, lines.get(each.id, []),
         *([drawn[each.id]] if each.id in drawn else [])]
        for each in payments
    ]  # fmt: skip
    return hashlib.sha256(json.dumps([content, facts]).encode()).digest()


def _refuse_same_person(
    session: Session, run: Run, standing: Sequence[Payment], visitor: Visitor
) -> None:
    assert run.signed_person is not None, "only a signed run can be released"
    known = also(hands(session, standing), Step.RELEASE, {run.signed_person})
    known.refuse(visitor.person_id)
    _not_who_cleared(standing, visitor)


def _not_who_cleared(standing: Sequence[Payment], visitor: Visitor) -> None:
    """Whoever said that a stopped payment is all right lets somebody else send it."""
    if visitor.person_id in {each.cleared_person for each in standing}:
        raise SamePerson(Step.RELEASE)


def _stop_replaced(
    session: Session, run: Run, standing: Sequence[Payment], visitor: Visitor, clock: Clock
) -> int:
    """Hold every payment whose provider has another account now than it was drawn up with."""
    going = [each for each in standing if each.state == "included"]
    now = current_accounts(session, {each.provider_id for each in going})
    replaced = [each for each in going if _is_replaced(each, now)]
    for each in replaced:
        reasons = " ".join(dict.fromkeys((*each.holds, "iban-replaced")))
        move_payments(session, [each], "guard", PORTAL, hold_reasons=reasons)
        note_payment(
            session, Action.PAYMENT_HELD, run, each, visitor, clock.now(), reasons=reasons.split()
        )
    return len(replaced)


def _is_replaced(payment: Payment, now: Mapping[int, Account]) -> bool:
    account = now.get(payment.provider_id)
    return account is None or account.iban != payment.iban


def _send(
    session: Session, run: Run, going: Sequence[Payment], visitor: Visitor, clock: Clock
) -> None:
    at = clock.now()
    ids = [each.id for each in going]
    by_payment, drawn = live_lines(session, ids), live_drawdowns(session, ids)
    lines = [line for own in by_payment.values() for line in own]
    move_payments(session, going, "release")
    move(session, "in-run", "released", sums(lines))
    move_live_drawdowns(session, ids, "release", visitor.account_id, at)
    for each in going:
        nets: dict[int | None, int] = {}
        for line in by_payment[each.id]:
            nets[line.contract_id] = nets.get(line.contract_id, 0) + line.cents
        for part in drawn[each.id]:
            nets[part.contract_id] = nets.get(part.contract_id, 0) + part.cents
        if sum(nets.values()) != each.cents:
            raise LinesGone
        payer = Payer(each.id, run.municipality_id, each.provider_id, Law(each.law))
        book_payment(session, payer, nets, at)
    total = sum(each.cents for each in going)
    move_run(
        session, run, "release", visitor.role, released_by=visitor.account_id,
        released_person=visitor.person_id, released_at=at, payment_count=len(going),
        total_cents=total,
    )  # fmt: skip
    note_run(session, Action.RUN_RELEASED, run, visitor, at, payments=len(going), cents=total)
