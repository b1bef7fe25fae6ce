"""Awarded money that has not been paid, by declaration."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.settlement.records import StageRecord
from portal.settlement.service import Sum

GONE = ("released", "paid")  # on its way to the bank, or there


def unpaid_by_message(session: Session, municipality_id: int) -> dict[int, Sum]:
    """What a municipality must still pay of each declaration; net credits are not paid."""
    row = StageRecord
    total = func.sum(row.cents)
    rows = session.execute(
        select(row.message_id, func.sum(row.line_count), total)
        .where(
            row.municipality_id == municipality_id,
            row.line_count > 0,
            row.stage.not_in(GONE),
        )
        .group_by(row.message_id)
        .having(total > 0)
    )
    return {message: Sum(int(lines), int(cents)) for message, lines, cents in rows}
