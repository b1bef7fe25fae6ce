"""Where each awarded line is on its way to being paid: the one answer that every page gives.

It follows from what the line itself says: its review, its approval and its payment. The sums in
``stage`` are kept beside it, and ``portal check`` proves that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from declarations.lifecycle import BLOCKING
from portal.approvals.standing import approval_states, in_approval
from portal.payments.standing import PaidBy, in_payment, payments_of
from portal.review.blocking import blocked
from portal.review.standing import review_states


class Stage(StrEnum):
    """Where an awarded line is; in the order of the way."""

    BLOCKED = "blocked"
    OPEN = "open"
    CHECKED = "checked"
    APPROVED = "approved"
    IN_RUN = "in-run"
    RELEASED = "released"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage of a line, the state of its review if it has one, and its payment if it has one."""

    stage: Stage
    review: str | None
    payment: PaidBy | None


def where_are(session: Session, line_ids: Iterable[int]) -> dict[int, Standing]:
    """Where these lines are, each by its id; three queries, however many lines.

    The ids are of awarded lines: what was sent back or waits is on its way to no payment.
    """
    ids = list(dict.fromkeys(line_ids))
    reviews = review_states(session, ids)
    approvals = approval_states(session, ids)
    payments = payments_of(session, ids)
    return {
        each: standing_of(reviews.get(each), approvals.get(each), payments.get(each))
        for each in ids
    }


def standing_of(review: str | None, approval: str | None, payment: PaidBy | None) -> Standing:
    """Where a line is, from what is known of it; what is furthest on the way counts."""
    return Standing(_stage(review, approval, payment), review, payment)


def _stage(review: str | None, approval: str | None, payment: PaidBy | None) -> Stage:
    if payment is not None:
        sent = {"paid": Stage.PAID, "released": Stage.RELEASED}
        return sent.get(payment.state, Stage.IN_RUN)
    if approval is not None:
        return Stage(approval)
    return Stage.BLOCKED if review in BLOCKING else Stage.OPEN


def at_stage(line_id: Any, stage: Stage) -> ColumnElement[bool]:
    """Whether the awarded line in this column is at a stage: the same answer, for a statement."""
    if stage in (Stage.PAID, Stage.RELEASED):
        return in_payment(line_id, stage.value)
    if stage is Stage.IN_RUN:
        return in_payment(line_id, "included", "held")
    unpaid = ~in_payment(line_id)
    if stage in (Stage.CHECKED, Stage.APPROVED):
        return and_(unpaid, in_approval(line_id, stage.value))
    stopped = blocked(line_id)
    return and_(unpaid, ~in_approval(line_id), stopped if stage is Stage.BLOCKED else ~stopped)
