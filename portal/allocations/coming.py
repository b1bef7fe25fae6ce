"""What is coming up among the allocations of a party, in numbers for its first screen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.allocations.choice import Choice, conditions
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.store.tenant import Tenant


def how_many(session: Session, tenant: Tenant, stand: str, today: date) -> int:
    """How many allocations stand so: a word of ``choice.STANDS`` that the database can work out."""
    version = AllocationVersionRecord
    chosen = conditions(tenant, Choice(stand=stand), today)
    counted = (
        select(func.count())
        .select_from(AllocationRecord)
        .join(version, version.id == AllocationRecord.current_version_id)
        .where(*chosen)
    )
    return session.scalar(counted) or 0
