"""The drawdowns that payments pay beside lines: tied, moved along, and let go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.lumpsum.paying import (
    PayableDrawdown,
    hold_drawdowns,
    move_drawdowns,
    payable_drawdowns,
)
from portal.payments.records import PaymentDrawdownRecord
from portal.store.sets import in_values

Paid = tuple[int, PayableDrawdown]
"""The id of a payment and a drawdown in it."""


def tie_drawdowns(session: Session, paid: Sequence[Paid], actor: int, at: datetime) -> None:
    """Put approved drawdowns into payments. Raises LinesGone when one is approved no more."""
    drawdowns = [each for _, each in paid]
    hold_drawdowns(session, [each.id for each in drawdowns])
    session.add_all(
        PaymentDrawdownRecord(
            payment_id=payment, drawdown_id=each.id, municipality_id=each.municipality_id,
            provider_id=each.provider_id, cents=each.cents, live=True,
        )
        for payment, each in paid
    )  # fmt: skip
    move_drawdowns(session, drawdowns, "include", actor, at)
    session.flush()


def live_drawdowns(
    session: Session, payment_ids: Iterable[int]
) -> dict[int, list[PayableDrawdown]]:
    """The drawdowns that these payments pay, by payment."""
    row = PaymentDrawdownRecord
    found = session.execute(
        select(row.drawdown_id, row.payment_id).where(
            in_values(row.payment_id, payment_ids), row.live
        )
    )
    payment_of = {each.drawdown_id: each.payment_id for each in found}
    by_payment: dict[int, list[PayableDrawdown]] = defaultdict(list)
    for each in payable_drawdowns(session, payment_of):
        by_payment[payment_of[each.id]].append(each)
    return by_payment


def hold_live_drawdowns(session: Session, payment_ids: Iterable[int]) -> None:
    """Hold what these payments pay, before the first of it moves."""
    found = live_drawdowns(session, payment_ids)
    hold_drawdowns(session, [each.id for own in found.values() for each in own])


def move_live_drawdowns(
    session: Session, payment_ids: Iterable[int], action: str, actor: int, at: datetime
) -> None:
    """Bring what these payments pay to its next status, money of budgets included."""
    found = live_drawdowns(session, payment_ids)
    move_drawdowns(session, [each for own in found.values() for each in own], action, actor, at)


def let_drawdowns_go(
    session: Session, payment_ids: Sequence[int], action: str, actor: int, at: datetime
) -> None:
    """Give the drawdowns of these payments back to who approved them."""
    move_live_drawdowns(session, payment_ids, action, actor, at)
    row = PaymentDrawdownRecord
    session.execute(
        update(row)
        .where(in_values(row.payment_id, payment_ids), row.live)
        .values(live=False)
        .execution_options(synchronize_session=False)
    )


def drawdowns_ever(session: Session, payment_ids: Iterable[int]) -> dict[int, list[list[int]]]:
    """The drawdown and its eurocents of everything these payments were drawn up with."""
    row = PaymentDrawdownRecord
    found = session.execute(
        select(row.payment_id, row.drawdown_id, row.cents)
        .where(in_values(row.payment_id, payment_ids))
        .order_by(row.payment_id, row.drawdown_id)
    )
    by_payment: dict[int, list[list[int]]] = defaultdict(list)
    for payment, drawdown, cents in found:
        by_payment[payment].append([drawdown, cents])
    return by_payment


def drawdowns_of_payment(session: Session, payment_id: int) -> list[PayableDrawdown]:
    """What a payment pays of budgets, also one that the bank sent back."""
    found = drawdowns_ever(session, [payment_id]).get(payment_id, [])
    return payable_drawdowns(session, [drawdown for drawdown, _ in found])
