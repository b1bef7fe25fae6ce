"""The lane of a provider under a law: whoever judges or changes what judging reads holds it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.parties.records import LaneRecord
from portal.store.conflict import insert_into


def lock_lane(session: Session, provider_id: int, law: Law) -> None:
    """Wait for the lane and hold it until the transaction ends.

    Take it before reading anything that the work depends on. On SQLite the write transaction
    itself is the lock.
    """
    lane = {"provider_id": provider_id, "law": law.value}
    session.execute(insert_into(session, LaneRecord).values(**lane).on_conflict_do_nothing())
    if session.get_bind().dialect.name != "sqlite":
        wanted = select(LaneRecord.law).filter_by(**lane).with_for_update()
        session.execute(wanted)


def lock_lanes(session: Session, lanes: Iterable[tuple[int, Law]]) -> None:
    """Hold several lanes (provider id and law), always in the same order, so that no two
    transactions wait for each other."""
    for provider_id, law in sorted(lanes):
        lock_lane(session, provider_id, law)
