"""The allocations between a municipality and a provider, with nothing of the clients they are for.

What they commit the municipality to is worked out from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from declarations.facts import Allocation
from declarations.model import Law
from portal.allocations.current import CONTENT
from portal.allocations.records import AllocationRecord, AllocationVersionRecord

Pair = tuple[int, int]
"""A municipality and a provider, by their ids."""


def pairs_with_allocations(
    session: Session, municipality_id: int | None = None, provider_id: int | None = None
) -> list[Pair]:
    """Between whom there ever were allocations; of one municipality or provider where given."""
    row = AllocationRecord
    query = select(row.municipality_id, row.provider_id).distinct()
    if municipality_id is not None:
        query = query.where(row.municipality_id == municipality_id)
    if provider_id is not None:
        query = query.where(row.provider_id == provider_id)
    found = session.execute(query.order_by(row.municipality_id, row.provider_id))
    return [(municipality, provider) for municipality, provider in found]


def allocations_between(
    session: Session, municipality_id: int, provider_id: int, first: date, last: date
) -> Sequence[tuple[int, Law, Allocation]]:
    """Their allocations with a day in the period, as they count now; deleted ones left out."""
    row, version = AllocationRecord, AllocationVersionRecord
    found = session.execute(
        select(row.id, row.law, row.number, *CONTENT)
        .join(version, version.id == row.current_version_id)
        .where(
            row.municipality_id == municipality_id,
            row.provider_id == provider_id,
            version.deleted.is_(False),
            version.start <= last,
            or_(version.end.is_(None), version.end >= first),
        )
        .order_by(row.id)
    )
    return [(id_, Law(law), Allocation(*content)) for id_, law, *content in found]
