"""The lines that stand: awarded debits that were not credited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Line
from portal.intake.balance_records import LiveDebitRecord
from portal.intake.live_debits import of_its_line
from portal.intake.records import LineRecord
from portal.intake.snapshot import COPIED, copied_line
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A line that stands, with the message it came in."""

    id: int
    message_id: int
    line: Line


def live_lines(session: Session, allocation_ids: Iterable[int]) -> dict[int, list[LiveLine]]:
    """What stands on these allocations, by their ids, in the order of receipt; one query."""
    live, line = LiveDebitRecord, LineRecord
    rows = session.execute(
        select(live.allocation_id, line.id, line.message_id, *COPIED)
        .join(line, of_its_line())
        .where(in_values(live.allocation_id, allocation_ids))
        .order_by(line.id)
    )
    found: dict[int, list[LiveLine]] = {}
    for allocation_id, line_id, message_id, *copied in rows:
        each = LiveLine(line_id, message_id, copied_line(copied))
        found.setdefault(allocation_id, []).append(each)
    return found
