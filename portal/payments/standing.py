"""By which payment lines are paid, for whoever tells where a line is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from portal.payments.records import PaymentLineRecord, PaymentRecord
from portal.store.sets import in_values

SENT = ("released", "paid", "returned")
"""States of a payment that went to the bank: before that it is nobody's but the municipality's."""


@dataclass(frozen=True, slots=True)
class PaidBy:
    """The payment a line is in; ``ended_at`` is when the bank paid it, None until then."""

    id: int
    reference: str
    state: str
    pay_on: date
    ended_at: datetime | None

    @property
    def sent(self) -> bool:
        """Whether it went to the bank, and so has a page for both parties."""
        return self.state in SENT


def payments_of(session: Session, line_ids: Iterable[int]) -> dict[int, PaidBy]:
    """The payment of each line that is in one, returned and left out ones not; one query."""
    row, payment = PaymentLineRecord, PaymentRecord
    found = session.execute(
        select(
            row.line_id, payment.id, payment.reference, payment.state, payment.pay_on,
            payment.ended_at,
        )
        .join(payment, payment.id == row.payment_id)
        .where(in_values(row.line_id, line_ids), row.live)
    )  # fmt: skip
    return {each.line_id: PaidBy(*each[1:]) for each in found}


def in_payment(line_id: Any, *states: str) -> ColumnElement[bool]:
    """Whether the line in this column is in a payment (in one of these states, if given)."""
    row, payment = PaymentLineRecord, PaymentRecord
    live = exists().where(row.line_id == line_id, row.live)
    if not states:
        return live
    return live.where(payment.id == row.payment_id, payment.state.in_(states))


def last_paid(session: Session, lines: Select[int, int]) -> dict[int, date]:
    """The day on which the last of some lines was paid, by the group each line is in; one query.

    ``lines`` selects the id of each line and its group, such as its message.
    """
    row, payment, wanted = PaymentLineRecord, PaymentRecord, lines.subquery()
    line_id, group = wanted.c
    found = session.execute(
        select(group, func.max(payment.pay_on))
        .join(row, and_(row.line_id == line_id, row.live))
        .join(payment, payment.id == row.payment_id)
        .where(payment.state == "paid")
        .group_by(group)
    )
    return {row[0]: row[1] for row in found}
