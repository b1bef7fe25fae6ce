"""What waits for whoever pays: money that can go out, runs that wait, payments that are stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.payments.choosing import can_be_paid
from portal.payments.waiting import Waiting, waiting_runs

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PayingDesk:
    """What can be paid now, in eurocents and payments, and how much of it presses."""

    payable_cents: int
    soon: int
    overdue: int
    waiting: tuple[Waiting, ...]

    @property
    def held(self) -> int:
        """Payments in runs that did not go out yet which somebody must look at."""
        return sum(each.held for each in self.waiting)


def paying_desk(session: Session, municipality_id: int, today: date) -> PayingDesk:
    """The part of the first screen for payments; a fixed number of queries."""
    groups = can_be_paid(session, municipality_id).payable
    overdue = sum(group.overdue(today) for group in groups)
    soon = sum(group.pay_before <= today + SOON for group in groups) - overdue
    return PayingDesk(
        sum(group.net_cents for group in groups), soon, overdue,
        tuple(waiting_runs(session, municipality_id)),
    )  # fmt: skip
