"""The months of allocations in which a line stands or waits: nothing more is expected of those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.intake.balance_records import LiveDebitRecord
from portal.intake.parking_records import ParkedMessageRecord
from portal.intake.records import LineRecord
from portal.store.sets import in_values


def declared_months(
    session: Session, municipality_id: int, provider_id: int, allocations: Collection[int]
) -> dict[int, set[date]]:
    """The first days of those months, by allocation between these two parties; two queries."""
    found: dict[int, set[date]] = defaultdict(set)
    live = LiveDebitRecord
    for allocation_id, month in session.execute(
        select(live.allocation_id, live.month).where(in_values(live.allocation_id, allocations))
    ):
        found[allocation_id].add(month)
    line, waiting = LineRecord, ParkedMessageRecord
    waits = session.execute(
        select(line.allocation_id, line.start)
        .join(waiting, waiting.message_id == line.message_id)
        .where(
            waiting.municipality_id == municipality_id,
            waiting.provider_id == provider_id,
            line.state == "parked",
            line.credit.is_(False),
            line.allocation_id.is_not(None),
        )
    )
    for waiting_id, start in waits:
        if waiting_id is not None:
            found[waiting_id].add(start.replace(day=1))
    return found
