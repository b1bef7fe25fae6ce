"""Lines that a larger statement picks, such as those of a payment: by declaration, and one by one.

``picked`` selects the ids of the lines. What is shown of them is the provider's own: its
references, never who the client is; and nothing before its answer is out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.intake.held_back import given
from portal.intake.outcome import SIGNED_CENTS
from portal.intake.records import BatchRecord, LineRecord, MessageRecord
from portal.payments.standing import last_paid
from portal.settlement.lists import stages_by_message
from portal.settlement.standing import Stage
from portal.store.sets import in_values

CHUNK = 5_000  # lines of an export in memory at once
Picked = Select[int]


@dataclass(frozen=True, slots=True)
class MessageSum:
    """What the picked lines of one message come to; both sides are positive eurocents."""

    message_id: int
    debits: int
    debit_cents: int
    credits: int
    credit_cents: int

    @property
    def cents(self) -> int:
        """Debits less credits."""
        return self.debit_cents - self.credit_cents


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A picked line, and where its page is; ``cents`` is negative for a credit."""

    message_id: int
    batch: str
    message: int
    position: int
    reference: str
    previous_reference: str | None
    code: str
    start: date
    end: date
    volume: int
    unit: str
    cents: int
    credit: bool


def sums_by_message(session: Session, picked: Picked) -> list[MessageSum]:
    """What the picked lines come to by message, the oldest first; one query."""
    line = LineRecord
    debit = case((line.credit.is_(False), 1), else_=0)
    debit_cents = case((line.credit.is_(False), line.amount_cents), else_=0)
    credit_cents = case((line.credit, line.amount_cents), else_=0)
    rows = session.execute(
        select(
            line.message_id, func.sum(debit), func.sum(debit_cents), func.count(),
            func.sum(credit_cents),
        )
        .where(line.id.in_(picked), given(line.message_id))
        .group_by(line.message_id)
        .order_by(line.message_id)
    )  # fmt: skip
    return [
        MessageSum(message, int(debits), int(cents), count - int(debits), int(credited))
        for message, debits, cents, count, credited in rows
    ]


def paid_lines(
    session: Session, picked: Picked, message_id: int | None, after: tuple[int, int], limit: int
) -> list[PaidLine]:
    """Picked lines (of one message if given) in the order of messages and positions.

    ``after`` is the message and position of the last line that was seen, zeros at first.
    """
    line = LineRecord
    query = (
        select(
            line.message_id, BatchRecord.public_id, MessageRecord.position, line.position,
            line.reference, line.previous_reference, line.code, line.start, line.end,
            line.volume, line.unit, SIGNED_CENTS, line.credit,
        )
        .join(MessageRecord, MessageRecord.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(line.id.in_(picked), given(line.message_id), _beyond(*after))
    )  # fmt: skip
    if message_id is not None:
        query = query.where(line.message_id == message_id)
    rows: Any = session.execute(query.order_by(line.message_id, line.position).limit(limit))
    return [PaidLine(*row) for row in rows]


def every_paid_line(session: Session, picked: Picked) -> Iterator[PaidLine]:
    """All picked lines, a few thousand in memory at a time."""
    after = (0, 0)
    while found := paid_lines(session, picked, None, after, CHUNK):
        yield from found
        after = (found[-1].message_id, found[-1].position)


def paid_on(session: Session, message_ids: Sequence[int]) -> dict[int, date]:
    """When the last line of each message was paid, of those of which nothing waits any more."""
    stages = stages_by_message(session, message_ids)
    done = [key for key, found in stages.items() if set(found) == {Stage.PAID.value}]
    line = LineRecord
    lines = select(line.id, line.message_id).where(
        in_values(line.message_id, done), line.state == "awarded", given(line.message_id)
    )
    return last_paid(session, lines) if done else {}


def _beyond(message: int, position: int) -> ColumnElement[bool]:
    line = LineRecord
    same = and_(line.message_id == message, line.position > position)
    return or_(line.message_id > message, same)
