"""Allocations by their own ids, with the content that counts now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import Allocation
from declarations.model import Law
from portal.allocations.current import CONTENT
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Counting:
    """An allocation, between whom, and the version of it that counts."""

    id: int
    municipality_id: int
    provider_id: int
    law: Law
    content: Allocation


def counting(session: Session, allocation_ids: Iterable[int]) -> list[Counting]:
    """These allocations as they count now, in the order of their ids; one query."""
    row, version = AllocationRecord, AllocationVersionRecord
    found = session.execute(
        select(row.id, row.municipality_id, row.provider_id, row.law, row.number, *CONTENT)
        .join(version, version.id == row.current_version_id)
        .where(in_values(row.id, allocation_ids))
        .order_by(row.id)
    )
    return [
        Counting(row_id, municipality_id, provider_id, Law(law), Allocation(*content))
        for row_id, municipality_id, provider_id, law, *content in found
    ]


def allocations_with(session: Session, version_ids: Iterable[int]) -> Sequence[int]:
    """The ids of the allocations that these versions are of."""
    version = AllocationVersionRecord
    wanted = in_values(version.id, version_ids)
    return session.scalars(select(version.allocation_id).where(wanted).distinct()).all()


def next_allocations(
    session: Session, provider_id: int, law: Law, after: int, most: int
) -> Sequence[int]:
    """The ids of a provider's next allocations under a law, in their order."""
    row = AllocationRecord
    return session.scalars(
        select(row.id)
        .where(row.provider_id == provider_id, row.law == law.value, row.id > after)
        .order_by(row.id)
        .limit(most)
    ).all()
