"""Leaving a line as it was awarded, though it no longer fits: for the municipality to decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.audit.service import Action, Event, Subject, record
from portal.misfits.records import ACCEPTED, MisfitRecord


def accept(
    session: Session, municipality_id: int, misfit_id: int, account_id: int, at: datetime
) -> None:
    """Take a line off the list and note who did; it comes back when something else is wrong.

    NotFound for one of others, and for one that is not on the list any more.
    """
    row = MisfitRecord
    found = session.scalar(
        select(row)
        .where(
            row.id == misfit_id, row.municipality_id == municipality_id, row.ended_at.is_(None)
        )
        .with_for_update()
    )  # fmt: skip
    if found is None:
        raise NotFound
    found.ended_at, found.ended, found.ended_by = at, ACCEPTED, account_id
    record(
        session,
        Event(
            Action.MISFIT_ACCEPTED, Subject.LINE, found.line_id, account_id, at,
            found.municipality_id, found.provider_id, {"misfit": found.id, "cents": found.cents},
        ),
    )  # fmt: skip
