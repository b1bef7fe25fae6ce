"""What waits of lump sums, for the first screen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.lumpsum.choice import LISTS, WORK
from portal.lumpsum.records import DrawdownRecord, LumpSumRecord
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Tile:
    """Drawdowns that are somebody's work, or what a provider has free; eurocents."""

    listed: str
    count: int
    cents: int


def lump_sum_tile(session: Session, tenant: Tenant, role: str, year: int) -> Tile | None:
    """For a checker or approver what waits, for a provider what is free this year; else None."""
    if tenant.scope is Scope.PROVIDER:
        return _free(session, tenant.id or 0, year)
    listed = next((name for each, name in WORK.items() if each == role), None)
    if listed is None:
        return None
    row = DrawdownRecord
    count, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(row.amount_cents), 0)).where(
            row.municipality_id == tenant.id, row.state.in_(LISTS[listed])
        )
    ).one()
    return Tile(listed, count, int(cents)) if count else None


def _free(session: Session, provider_id: int, year: int) -> Tile | None:
    row = LumpSumRecord
    free = row.upper_cents - row.reserved_cents - row.drawn_cents
    count, cents = session.execute(
        select(func.count(), func.coalesce(func.sum(free), 0)).where(
            row.provider_id == provider_id, row.year == year
        )
    ).one()
    return Tile("vrij", count, int(cents)) if count else None
