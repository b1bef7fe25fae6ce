"""Allocations that still run, for who looks after what goes with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.allocations.records import AllocationRecord, AllocationVersionRecord


def running_with(
    session: Session, municipality_id: int, lanes: Collection[tuple[int, str]], today: date
) -> list[Any]:
    """What a municipality allocated to these providers (id and law) and did not end yet.

    Rows of id, number, client_id, provider_id, law, category, code and start, the oldest first.
    """
    allocation, version = AllocationRecord, AllocationVersionRecord
    if not lanes:
        return []
    lane = or_(
        *(and_(allocation.provider_id == p, allocation.law == law) for p, law in sorted(lanes))
    )
    return list(
        session.execute(
            select(
                allocation.id, allocation.number, allocation.client_id, allocation.provider_id,
                allocation.law, version.category, version.code, version.start,
            )
            .select_from(allocation)
            .join(version, version.id == allocation.current_version_id)
            .where(
                allocation.municipality_id == municipality_id,
                lane,
                version.deleted.is_(False),
                or_(version.end.is_(None), version.end >= today),
            )
            .order_by(version.start, allocation.id)
        )
    )  # fmt: skip
