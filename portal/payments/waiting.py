"""Runs that wait for somebody, for first screens."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.payments.records import PaymentRecord, PaymentRunRecord


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that is a draft or signed, and how many of its payments are stopped."""

    number: str
    state: str
    cents: int
    held: int


def waiting_runs(session: Session, municipality_id: int) -> list[Waiting]:
    """Runs that were not released yet, the oldest first; one query."""
    run, payment = PaymentRunRecord, PaymentRecord
    stopped = (
        select(func.count())
        .where(payment.run_id == run.id, payment.state == "held")
        .scalar_subquery()
    )
    found = session.execute(
        select(run.number, run.state, run.total_cents, stopped)
        .where(run.municipality_id == municipality_id, run.state.in_(("draft", "signed")))
        .order_by(run.id)
    )
    return [Waiting(*each) for each in found]
