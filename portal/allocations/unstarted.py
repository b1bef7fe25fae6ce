"""Allocations that have begun without a report of the start of care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.starts.current import has_started


@dataclass(frozen=True, slots=True)
class Unstarted:
    """How many allocations of a provider began on a day and have no start."""

    municipality_id: int
    law: Law
    start: date
    count: int


def unstarted(session: Session, provider_id: int, since: date, today: date) -> list[Unstarted]:
    """Those that began from ``since`` up to today and are not over, by municipality and day."""
    allocation, version = AllocationRecord, AllocationVersionRecord
    key = (allocation.municipality_id, allocation.law, version.start)
    rows = session.execute(
        select(*key, func.count())
        .join(version, version.id == allocation.current_version_id)
        .where(
            allocation.provider_id == provider_id,
            version.deleted.is_(False),
            version.start.between(since, today),
            or_(version.end.is_(None), version.end >= today),
            ~has_started(allocation.id),
        )
        .group_by(*key)
    )
    return [Unstarted(municipality, Law(law), day, n) for municipality, law, day, n in rows]
