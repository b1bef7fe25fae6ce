"""What became of a line: its review and thread, its approval, its payment, and its bookings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.approvals.records import ApprovalLineRecord, ApprovalRecord, MandateRecord
from portal.evidence.declared import Declared
from portal.ledger.records import LedgerEntryRecord, LedgerTransactionRecord
from portal.payments.records import (
    PaymentFileRecord,
    PaymentLineRecord,
    PaymentRecord,
    PaymentRunRecord,
)
from portal.review.records import RemarkRecord, ReviewRecord
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Review:
    """That somebody looks at the line: why (codes), how it stands, who decided last and when."""

    id: int
    reasons: tuple[str, ...]
    state: str
    due: date | None
    decided_by: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about the line, by the account ``by``."""

    kind: str
    text: str
    by: int
    at: datetime
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Mandate:
    """By which the line was approved without a click; limits in eurocents."""

    id: int
    line_limit: int
    declaration_limit: int
    proposed_by: int
    proposed_at: datetime
    signed_by: int | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval a line is in. ``mandate`` is None for one given by hand.

    ``by_mandate`` also tells a reader that may not see the mandate.
    """

    id: int
    round: int
    state: str
    checked_by: int | None
    checked_at: datetime | None
    approved_by: int | None
    approved_at: datetime | None
    by_mandate: bool
    mandate: Mandate | None


@dataclass(frozen=True, slots=True)
class Run:
    """The payment run, which is the municipality's own; hashes in hex."""

    id: int
    number: str
    state: str
    made_by: int
    made_at: datetime
    signed_by: int | None
    signed_at: datetime | None
    released_by: int | None
    released_at: datetime | None
    sha256: str | None
    file_name: str | None
    file_sha256: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment a line is in, or was in (not ``live``); ``cents`` is that of the whole payment.

    ``line_cents`` is what the line has in it, signed. The account number is masked.
    """

    id: int
    reference: str
    state: str
    live: bool
    line_cents: int
    cents: int
    line_count: int
    pay_on: date
    ended_at: datetime | None
    bank_reason: str | None
    iban: str
    holder: str
    run: Run | None


@dataclass(frozen=True, slots=True)
class Booking:
    """One side of a booking of the whole declaration or payment on a contract; signed eurocents."""

    transaction_id: int
    kind: str
    month: date
    recorded_at: datetime
    account: str
    cents: int


def review_of(session: Session, line_id: int) -> Review | None:
    """The review of a line; None when nobody looks at it."""
    row = session.scalar(select(ReviewRecord).where(ReviewRecord.line_id == line_id))
    if row is None:
        return None
    return Review(
        row.id, tuple(row.reasons.split()), row.state, row.due, row.decided_by, row.decided_at
    )


def thread_of(session: Session, line_id: int) -> tuple[Remark, ...]:
    """What was said about a line, the oldest first."""
    rows = session.scalars(
        select(RemarkRecord).where(RemarkRecord.line_id == line_id).order_by(RemarkRecord.id)
    )
    return tuple(Remark(r.kind, r.text, r.account_id, r.written_at, r.deadline) for r in rows)


def approval_of(session: Session, line_id: int) -> Approval | None:
    """The approval a line is in; one that was returned or withdrawn has no lines any more."""
    found = session.execute(
        select(ApprovalRecord, MandateRecord)
        .join(ApprovalLineRecord, ApprovalLineRecord.approval_id == ApprovalRecord.id)
        .outerjoin(MandateRecord, MandateRecord.id == ApprovalRecord.mandate_id)
        .where(ApprovalLineRecord.line_id == line_id)
    ).one_or_none()
    if found is None:
        return None
    row, mandate = found
    return Approval(
        row.id, row.round, row.state, row.checked_by, row.checked_at, row.approved_by,
        row.approved_at, row.mandate_id is not None, _mandate(mandate),
    )  # fmt: skip


def _mandate(row: MandateRecord | None) -> Mandate | None:
    if row is None:
        return None
    return Mandate(
        row.id, row.line_limit, row.declaration_limit, row.proposed_by, row.proposed_at,
        row.signed_by, row.signed_at,
    )  # fmt: skip


def payments_with(session: Session, line_id: int, tenant: Tenant) -> tuple[Payment, ...]:
    """The payments a line is or was in, the newest first; its provider sees those that went out.

    The run and its file are the municipality's alone.
    """
    link, payment = PaymentLineRecord, PaymentRecord
    rows = session.execute(
        select(link.live, link.cents, payment, PaymentRunRecord, PaymentFileRecord)
        .join(payment, payment.id == link.payment_id)
        .outerjoin(PaymentRunRecord, PaymentRunRecord.id == payment.run_id)
        .outerjoin(PaymentFileRecord, PaymentFileRecord.run_id == payment.run_id)
        .where(link.line_id == line_id)
        .order_by(payment.id.desc())
    ).all()
    municipal = tenant.scope is Scope.MUNICIPALITY
    return tuple(
        Payment(
            row.id, row.reference, row.state, live, cents, row.cents, row.line_count, row.pay_on,
            row.ended_at, row.bank_reason, masked_iban(row.iban), row.holder,
            _run(run, file) if municipal and run is not None else None,
        )
        for live, cents, row, run, file in rows
        if municipal or row.state in ("released", "paid", "returned")
    )  # fmt: skip


def masked_iban(iban: str) -> str:
    """An account number as a page shows it: country, check digits and bank, then the last four."""
    return f"{iban[:8]}••••••{iban[-4:]}"


def _run(row: PaymentRunRecord, file: PaymentFileRecord | None) -> Run:
    return Run(
        row.id, row.number, row.state, row.made_by, row.made_at, row.signed_by, row.signed_at,
        row.released_by, row.released_at, bytes(row.sha256).hex() if row.sha256 else None,
        file.name if file else None, bytes(file.sha256).hex() if file else None,
    )  # fmt: skip


def bookings_of(
    session: Session, line: Declared, payments: tuple[Payment, ...]
) -> tuple[Booking, ...]:
    """What the ledger says of the declaration and the payments of a line, on its contract."""
    booked, entry = LedgerTransactionRecord, LedgerEntryRecord
    rows = session.execute(
        select(
            booked.id, booked.kind, booked.month, booked.recorded_at, entry.account,
            entry.amount_cents,
        )
        .join(entry, entry.transaction_id == booked.id)
        .where(
            booked.contract_id.is_(None)
            if line.contract_id is None
            else booked.contract_id == line.contract_id,
            or_(
                booked.message_id == line.message_id,
                booked.payment_id.in_([each.id for each in payments]),
            ),
            entry.amount_cents != 0,
        )
        .order_by(booked.id, entry.account)
    )  # fmt: skip
    return tuple(Booking(*row) for row in rows)
