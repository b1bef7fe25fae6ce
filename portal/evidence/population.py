"""What a municipality paid in a period: the lines that a sample is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from declarations.audit_sampling import Item
from declarations.model import Law
from portal.payments.records import PaymentLineRecord, PaymentRecord

OUT = ("released", "paid")
"""States of a payment that went to the bank and did not come back."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose payments, under which law (None: all), paid from ``start`` up to and with ``end``."""

    municipality_id: int
    law: Law | None
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The lines that were paid against the payments they are in; signed eurocents."""

    lines_cents: int
    payments_cents: int

    @property
    def fits(self) -> bool:
        """Whether both are the same to the cent."""
        return self.lines_cents == self.payments_cents


def population_of(session: Session, scope: Scope) -> list[Item]:
    """Every line in a payment of this scope, by its id; credits that were set off are negative."""
    line, payment = PaymentLineRecord, PaymentRecord
    rows = session.execute(
        select(line.line_id, line.cents)
        .join(payment, payment.id == line.payment_id)
        .where(line.live, *_within(scope))
        .order_by(line.line_id)
    )
    return [Item(line_id, cents) for line_id, cents in rows]


def reconciled(session: Session, scope: Scope) -> Reconciled:
    """Whether the lines add up to what the bank was told."""
    line, payment = PaymentLineRecord, PaymentRecord
    lines = session.scalar(
        select(func.sum(line.cents))
        .join(payment, payment.id == line.payment_id)
        .where(line.live, *_within(scope))
    )
    payments = session.scalar(select(func.sum(payment.cents)).where(*_within(scope)))
    return Reconciled(int(lines or 0), int(payments or 0))


def _within(scope: Scope) -> list[Any]:
    payment = PaymentRecord
    wanted: list[Any] = [
        payment.municipality_id == scope.municipality_id,
        payment.state.in_(OUT),
        payment.pay_on >= scope.start,
        payment.pay_on <= scope.end,
    ]
    if scope.law is not None:
        wanted.append(payment.law == scope.law.value)
    return wanted
