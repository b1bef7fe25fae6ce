"""What the bank did with a run: payments that were made, and those that came back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.lifecycle import Kind, NotAllowed, after
from declarations.model import Law
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.ledger.settling import Payer, book_return
from portal.parties.service import party_named
from portal.payments.drawdowns import let_drawdowns_go, move_live_drawdowns
from portal.payments.records import BankReportRecord
from portal.payments.runs import (
    Payment,
    Run,
    hold_lines,
    hold_run,
    let_go,
    live_lines,
    move_payments,
    move_run,
    note_payment,
    note_run,
    payments_in,
    sums,
)
from portal.payments.standing import SENT
from portal.settlement.service import move
from portal.store.crypto import Keyring
from schemas.payments import PAID, REFUSED, Report, Status, read_report

AT_THE_BANK = ("exported", "settled")


class ForeignReport(Exception):
    """A report about another file, or about payments that are not in this run; nothing changed."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a report came to: payments made, payments that came back, and those still under way."""

    accepted: int
    rejected: int
    waiting: int
    known: bool = False


def read_bank_report(
    session: Session, visitor: Visitor, number: str, data: bytes, keyring: Keyring, clock: Clock
) -> Read:  # fmt: skip
    """Take over what the bank says about a run; the same report twice changes nothing.

    Raises MessageRefused, NoReport, ForeignReport, NotAllowed for a run that is not at the bank,
    and NotFound.
    """
    report = read_report(data)
    run = hold_run(session, visitor.municipality_id or 0, number)
    if run.state not in AT_THE_BANK:
        raise NotAllowed(Kind.PAYMENT_RUN, run.state, "settle")
    after(Kind.PAYMENT_RUN, "exported", "settle", visitor.role)
    digest = hashlib.sha256(data).digest()
    if (known := _read_before(session, run, digest)) is not None:
        return known
    found = payments_in(session, run.id)
    told = _by_payment(session, run, report, found)
    paid = [each for each in found if each.state == "released" and told.get(each.id, "") in PAID]
    back = [
        each
        for each in found
        if each.state in ("released", "paid") and told.get(each.id) == REFUSED
    ]
    hold_lines(session, [*paid, *back])
    _pay(session, paid, visitor, clock)
    reasons = {each.reference: each.reason for each in report.statuses}
    for each in back:
        reason = reasons.get(each.reference) or report.whole_reason
        _bounce(session, run, each, reason, visitor, clock)
    waiting = (
        len([each for each in found if each.state == "released"])
        - len(paid)
        - len([each for each in back if each.state == "released"])
    )
    _keep(session, run, data, digest, (len(paid), len(back)), visitor, keyring, clock)
    if not waiting and run.state == "exported":
        _settle(session, run, visitor, clock)
    return Read(len(paid), len(back), waiting)


def settle(session: Session, visitor: Visitor, number: str, clock: Clock) -> None:
    """Say that the bank did all of a run, where it sends no report. Raises NotAllowed, NotFound."""
    run = hold_run(session, visitor.municipality_id or 0, number)
    after(Kind.PAYMENT_RUN, run.state, "settle", visitor.role)
    sent = [each for each in payments_in(session, run.id) if each.state == "released"]
    hold_lines(session, sent)
    _pay(session, sent, visitor, clock)
    _settle(session, run, visitor, clock)


def _settle(session: Session, run: Run, visitor: Visitor, clock: Clock) -> None:
    move_run(session, run, "settle", visitor.role, settled_at=clock.now())
    note_run(session, Action.RUN_SETTLED, run, visitor, clock.now())


def _pay(
    session: Session, payments: Sequence[Payment], visitor: Visitor, clock: Clock
) -> None:
    move_payments(session, payments, "accept", ended_at=clock.now())
    ids = [each.id for each in payments]
    move_live_drawdowns(session, ids, "accept", visitor.account_id, clock.now())
    by_payment = live_lines(session, ids)
    lines = [line for own in by_payment.values() for line in own]
    move(session, "released", "paid", sums(lines))


def _bounce(
    session: Session, run: Run, payment: Payment, reason: str | None, visitor: Visitor, clock: Clock
) -> None:
    move_payments(session, [payment], "bounce", ended_at=clock.now(), bank_reason=reason)
    lines = let_go(session, [payment.id], payment.state)
    let_drawdowns_go(session, [payment.id], "bounce", visitor.account_id, clock.now())
    payer = Payer(payment.id, run.municipality_id, payment.provider_id, Law(payment.law))
    book_return(session, payer, clock.now())
    note_payment(
        session, Action.PAYMENT_RETURNED, run, payment, visitor, clock.now(), lines=lines,
        reason=reason,
    )  # fmt: skip


def _by_payment(
    session: Session, run: Run, report: Report, found: Sequence[Payment]
) -> Mapping[int, str]:
    """What the report says of each payment that went out, by its id."""
    code = party_named(session, None, run.municipality_id, None).code
    sent = {each.reference: each for each in found if each.state in SENT}
    named: dict[str, Status] = {each.reference: each for each in report.statuses}
    if report.order_id != f"{code}-{run.number}" or not named.keys() <= sent.keys():
        raise ForeignReport
    whole = report.whole if report.whole in PAID or report.whole == REFUSED else None
    told = {each.id: whole for each in sent.values() if whole is not None}
    return {**told, **{sent[key].id: each.code for key, each in named.items()}}


def _read_before(session: Session, run: Run, digest: bytes) -> Read | None:
    row = BankReportRecord
    found = session.execute(
        select(row.accepted, row.rejected).where(row.run_id == run.id, row.sha256 == digest)
    ).one_or_none()
    return None if found is None else Read(found[0], found[1], 0, known=True)


def _keep(
    session: Session, run: Run, data: bytes, digest: bytes, counts: tuple[int, int],
    visitor: Visitor, keyring: Keyring, clock: Clock,
) -> None:  # fmt: skip
    accepted, rejected = counts
    row = BankReportRecord(
        run_id=run.id, municipality_id=run.municipality_id, sha256=digest,
        body=keyring.pack(data, b"bank-report:" + digest), key_id=keyring.key_id,
        accepted=accepted, rejected=rejected, account_id=visitor.account_id,
        received_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session,
        Event(
            Action.BANK_REPORT_READ, Subject.BANK_REPORT, row.id, visitor.account_id, clock.now(),
            run.municipality_id, detail={"run": run.id, "accepted": accepted, "rejected": rejected},
        ),
    )  # fmt: skip
