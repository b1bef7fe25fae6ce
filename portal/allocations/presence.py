"""Whether anything has been allocated at all."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.allocations.records import AllocationRecord
from portal.parties.service import find_municipality
from portal.store.sets import in_values


def any_allocated(session: Session, municipalities: Iterable[str]) -> bool:
    """Whether one of these municipalities (CBS codes) has an allocation."""
    found = (find_municipality(session, code) for code in municipalities)
    ids = [row.id for row in found if row is not None]
    wanted = select(AllocationRecord.id).where(in_values(AllocationRecord.municipality_id, ids))
    return session.scalar(wanted.limit(1)) is not None
