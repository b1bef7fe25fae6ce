"""Asking the lines on the list again, to prove that they belong there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.misfits.records import MisfitRecord, TariffChangeRecord
from portal.misfits.service import still_misfits


def open_though_they_fit(session: Session, today: date) -> list[int]:
    """The ids of open rows whose line would be awarded now; only reads.

    Left out are providers of which a contract change waits for its turn.
    """
    row, change = MisfitRecord, TariffChangeRecord
    waits = exists().where(change.provider_id == row.provider_id, change.law == row.law)
    rows = session.execute(
        select(row.id, row.line_id, row.allocation_id)
        .where(row.ended_at.is_(None), ~waits)
        .order_by(row.id)
    ).all()
    unfit = still_misfits(session, {each.allocation_id for each in rows}, today)
    return [each.id for each in rows if each.line_id not in unfit]
