"""How soon care on a contract starts, from the allocations and the reports that care began."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from declarations.placement import Placements, placements
from portal.allocations.running import Bought, assigned_since
from portal.starts.current import courses_of
from portal.store.tenant import Tenant

YEAR = timedelta(days=365)


def placements_on(
    session: Session, tenant: Tenant, bought: Bought, term: int, today: date
) -> Placements:
    """How soon care started that was allocated in the past year; two queries."""
    assigned = assigned_since(session, tenant, bought, today - YEAR)
    courses = courses_of(session, assigned)
    pairs = (
        (day, courses[allocation].started_on if allocation in courses else None)
        for allocation, day in assigned.items()
    )
    return placements(pairs, term, today)
