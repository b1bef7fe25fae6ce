"""Allocations that still run, for who looks after what goes with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.allocations.choice import visible_to
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.store.tenant import Tenant


def running_with(
    session: Session, municipality_id: int, lanes: Collection[tuple[int, str]], since: date
) -> list[Any]:
    """What a municipality allocated to these providers (id and law) and did not end before a day.

    Rows of id, number, client_id, provider_id, law, category, code, start and end, the oldest
    first.
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
                allocation.law, version.category, version.code, version.start, version.end,
            )
            .select_from(allocation)
            .join(version, version.id == allocation.current_version_id)
            .where(
                allocation.municipality_id == municipality_id,
                lane,
                version.deleted.is_(False),
                or_(version.end.is_(None), version.end >= since),
            )
            .order_by(version.start, allocation.id)
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bought:
    """What a contract is about: a provider, a law, and products (category and code)."""

    provider_id: int
    law: str
    products: frozenset[tuple[str, str]]


def assigned_since(
    session: Session, tenant: Tenant, bought: Bought, since: date
) -> dict[int, date]:
    """Allocations of a party under a contract by id, with the day each was assigned first."""
    allocation, version = AllocationRecord, AllocationVersionRecord
    newest = aliased(AllocationVersionRecord)
    rows = session.execute(
        select(allocation.id, newest.category, newest.code, func.min(version.assigned_at))
        .select_from(allocation)
        .join(newest, newest.id == allocation.current_version_id)
        .join(version, version.allocation_id == allocation.id)
        .where(
            visible_to(tenant),
            allocation.provider_id == bought.provider_id,
            allocation.law == bought.law,
            newest.deleted.is_(False),
        )
        .group_by(allocation.id, newest.category, newest.code)
    )
    return {
        number: first.date()
        for number, category, code, first in rows
        if first.date() >= since and _is_of(category, code, bought.products)
    }


def _is_of(
    category: str | None, code: str | None, products: frozenset[tuple[str, str]]
) -> bool:
    """Whether an allocation can be declared by one of these products."""
    return any(category in (None, one) and code in (None, other) for one, other in products)
