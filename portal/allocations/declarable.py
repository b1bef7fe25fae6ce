"""The allocations a provider can declare on, for whoever fills in lines by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from declarations.facts import Allocation
from declarations.model import Law
from declarations.periods import month_end
from portal.allocations.current import CONTENT
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Market:
    """Whose clients a provider serves under which law."""

    provider_id: int
    municipality_id: int
    law: Law


@dataclass(frozen=True, slots=True)
class Declarable:
    """An allocation that counts now, with its row and its client."""

    allocation_id: int
    client_id: int
    allocated: Allocation


def declarable_in(session: Session, market: Market, month: date) -> list[Declarable]:
    """The allocations in force on some day of that month, by number; deleted ones are not."""
    return _read(session, market, _in_force(month), AllocationVersionRecord.deleted.is_(False))


def declarable_numbered(
    session: Session, market: Market, numbers: Iterable[int]
) -> dict[int, Declarable]:
    """The allocations with these numbers, whatever their dates, deleted ones too."""
    found = _read(session, market, in_values(AllocationRecord.number, numbers))
    return {each.allocated.number: each for each in found}


def declarable_of_clients(
    session: Session, market: Market, clients: Iterable[int]
) -> list[Declarable]:
    """Every allocation of these clients, by number; deleted ones are not."""
    wanted = in_values(AllocationRecord.client_id, clients)
    return _read(session, market, wanted, AllocationVersionRecord.deleted.is_(False))


def allocated_in(
    session: Session, provider_id: int, months: Sequence[date]
) -> dict[tuple[int, Law, date], int]:
    """How many allocations are in force by municipality, law and month; one query."""
    allocation, version = AllocationRecord, AllocationVersionRecord
    counts = [func.sum(case((_in_force(month), 1), else_=0)) for month in months]
    rows = session.execute(
        select(allocation.municipality_id, allocation.law, *counts)
        .join(version, version.id == allocation.current_version_id)
        .where(allocation.provider_id == provider_id, version.deleted.is_(False))
        .group_by(allocation.municipality_id, allocation.law)
    )
    return {
        (municipality_id, Law(law), month): int(count)
        for municipality_id, law, *found in rows
        for month, count in zip(months, found, strict=True)
        if count
    }


def _in_force(month: date) -> Any:
    version = AllocationVersionRecord
    return and_(
        version.start <= month_end(month),
        or_(version.end.is_(None), version.end >= month.replace(day=1)),
    )


def _read(session: Session, market: Market, *wanted: Any) -> list[Declarable]:
    allocation, version = AllocationRecord, AllocationVersionRecord
    rows = session.execute(
        select(allocation.id, allocation.client_id, allocation.number, *CONTENT)
        .join(version, version.id == allocation.current_version_id)
        .where(
            allocation.provider_id == market.provider_id,
            allocation.municipality_id == market.municipality_id,
            allocation.law == market.law.value,
            *wanted,
        )
        .order_by(allocation.number)
    )
    return [
        Declarable(allocation_id, client_id, Allocation(number, *content))
        for allocation_id, client_id, number, *content in rows
    ]
