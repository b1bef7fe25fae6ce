"""Allocations of a municipality by year, with nothing of the clients they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlalchemy.orm import Session

from declarations.facts import Allocation
from declarations.model import Law
from portal.allocations.listing import selected
from portal.allocations.records import AllocationRecord, AllocationVersionRecord

AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Allocated:
    """An allocation as the version that counts has it, and to whom."""

    id: int
    provider_id: int
    law: Law
    content: Allocation


def allocated_in(session: Session, municipality_id: int, year: int) -> Iterator[Allocated]:
    """Every allocation with a day in the year, deleted ones left out."""
    version = AllocationVersionRecord
    query = (
        selected()
        .where(
            AllocationRecord.municipality_id == municipality_id,
            version.start <= date(year, 12, 31),
            or_(version.end.is_(None), version.end >= date(year, 1, 1)),
            version.deleted.is_(False),
        )
        .order_by(AllocationRecord.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for id_, _client, _place, provider_id, law, _reference, number, *content in session.execute(
        query
    ):
        yield Allocated(id_, provider_id, Law(law), Allocation(number, *content))
