"""The months about which a provider said that there is nothing to declare."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.declaring.records import NilReturnRecord


def nil_months(session: Session, provider_id: int, since: date) -> set[tuple[int, Law, date]]:
    """By municipality and law, from that month on; without nil returns that were withdrawn."""
    row = NilReturnRecord
    rows = session.execute(
        select(row.municipality_id, row.law, row.month).where(
            row.provider_id == provider_id, row.month >= since, row.withdrawn_at.is_(None)
        )
    )
    return {(municipality_id, Law(law), month) for municipality_id, law, month in rows}
