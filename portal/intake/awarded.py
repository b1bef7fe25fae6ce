"""Over which days something was awarded on an allocation and not credited since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.intake.balance_records import LiveDebitRecord
from portal.intake.live_debits import of_its_line
from portal.intake.records import LineRecord
from portal.store.sets import in_values


def awarded_days(session: Session, allocations: Iterable[int]) -> dict[int, tuple[date, date]]:
    """The first and last day of the awarded debits by allocation; without any it is left out."""
    live, line = LiveDebitRecord, LineRecord
    rows = session.execute(
        select(live.allocation_id, func.min(line.start), func.max(line.end))
        .join(line, of_its_line())
        .where(in_values(live.allocation_id, allocations))
        .group_by(live.allocation_id)
    )
    return {allocation_id: (first, last) for allocation_id, first, last in rows}
