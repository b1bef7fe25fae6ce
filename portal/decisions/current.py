"""Reading what is known of decisions now, for judging."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.decisions.records import DecisionFactRecord
from portal.store.sets import in_values


def known_of_decisions(
    session: Session, allocation_ids: Iterable[int]
) -> dict[int, frozenset[str]]:
    """The kinds that are known of the decisions behind these allocations, by id; one query."""
    fact = DecisionFactRecord
    newest = (
        select(func.max(fact.id))
        .where(in_values(fact.allocation_id, allocation_ids))
        .group_by(fact.allocation_id, fact.kind)
    )
    found: dict[int, set[str]] = {}
    for allocation_id, kind in session.execute(
        select(fact.allocation_id, fact.kind).where(fact.id.in_(newest), fact.holds)
    ):
        found.setdefault(allocation_id, set()).add(kind)
    return {allocation_id: frozenset(kinds) for allocation_id, kinds in found.items()}
