"""What was declared about an allocation or a client, whatever message it came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.intake.held_back import given
from portal.intake.outcome import SIGNED_CENTS
from portal.intake.records import BatchRecord, LineRecord, MessageRecord
from portal.store.sets import in_values

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line that was judged, and where it stands; ``cents`` is negative for a credit.

    ``month`` is the first day of the month it is about; ``state`` is awarded, rejected or parked.
    """

    provider_id: int
    allocation_id: int | None
    allocation_number: int
    category: str
    code: str
    month: date
    volume: int
    unit: str
    cents: int
    state: str
    reference: str
    batch: str
    message: int
    position: int


def lines_on(session: Session, allocation_ids: Iterable[int]) -> list[PastLine]:
    """The lines on these allocations, the newest months first, at most five hundred."""
    return _lines(session, in_values(LineRecord.allocation_id, allocation_ids))


def lines_about(session: Session, client_id: int, provider_id: int | None = None) -> list[PastLine]:
    """The lines about a client, newest month first, at most five hundred.

    Those of one provider when it is given.
    """
    wanted = [LineRecord.client_id == client_id]
    if provider_id is not None:
        wanted.append(LineRecord.provider_id == provider_id)
    return _lines(session, *wanted)


def _lines(session: Session, *wanted: ColumnElement[bool]) -> list[PastLine]:
    line, message = LineRecord, MessageRecord
    rows: Any = session.execute(
        select(
            line.provider_id, line.allocation_id, line.allocation_number, line.category, line.code,
            line.start, line.volume, line.unit, SIGNED_CENTS, line.state, line.reference,
            BatchRecord.public_id, message.position, line.position,
        )
        .join(message, message.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .where(*wanted, given(message.id))
        .order_by(line.start.desc(), line.id.desc())
        .limit(MOST_LINES)
    )  # fmt: skip
    return [_line(*row) for row in rows]


def _line(*values: Any) -> PastLine:
    before, start, after = values[:5], values[5], values[6:]
    fields: tuple[Any, ...] = (*before, start.replace(day=1), *after)
    return PastLine(*fields)
