"""How soon care on a contract starts, from the allocations and the reports that care began."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from declarations.placement import Placements, placements
from portal.allocations.running import Bought, assigned_since
from portal.starts.current import courses_of
from portal.store.tenant import Tenant

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which contract: its provider, law and products (category and code)."""

    provider_id: int
    law: str
    products: Collection[tuple[str, str]]


def placements_on(
    session: Session, tenant: Tenant, asked: Asked, term: int, today: date
) -> Placements:
    """How soon care started that was allocated in the past year; two queries."""
    bought = Bought(asked.provider_id, asked.law, frozenset(asked.products))
    assigned = assigned_since(session, tenant, bought, today - YEAR)
    courses = courses_of(session, assigned)
    pairs = (
        (day, courses[allocation].started_on if allocation in courses else None)
        for allocation, day in assigned.items()
    )
    return placements(pairs, term, today)
