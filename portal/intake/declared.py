"""Processed declarations by their message: between whom, about what, and who sent them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.intake.outcome import PAYMENT_TERM
from portal.intake.records import BatchRecord, DeclarationRecord, LineRecord, MessageRecord
from portal.settlement.service import Origin
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Declared:
    """A processed declaration; ``batch`` and ``position`` are how its page is addressed."""

    message_id: int
    batch: str
    position: int
    municipality_id: int
    provider_id: int
    law: Law
    number: str
    period_start: date
    dated: date
    received_at: datetime
    submitted_cents: int
    awarded_cents: int

    @property
    def origin(self) -> Origin:
        """Where its lines come from, as stages name it."""
        return Origin(self.message_id, self.municipality_id, self.provider_id, self.law)

    @property
    def pay_before(self) -> date:
        """The last day of the term of payment."""
        return self.dated + PAYMENT_TERM


def declarations_by_message(session: Session, message_ids: Iterable[int]) -> dict[int, Declared]:
    """The declarations in these messages, where they were processed; one query."""
    found = session.execute(_query().where(in_values(MessageRecord.id, message_ids)))
    return {each.message_id: each for each in (_declared(row) for row in found)}


def find_declaration(
    session: Session, municipality_id: int, batch: str, position: int
) -> Declared | None:
    """The processed declaration at this place of a batch, if it is of this municipality."""
    row = session.execute(
        _query().where(
            BatchRecord.public_id == batch,
            MessageRecord.position == position,
            MessageRecord.municipality_id == municipality_id,
        )
    ).first()
    return _declared(row) if row else None


def senders_of(session: Session, message_ids: Iterable[int]) -> dict[int, int]:
    """The account that handed each message in."""
    rows = session.execute(
        select(MessageRecord.id, BatchRecord.account_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(in_values(MessageRecord.id, message_ids))
    )
    return {row[0]: row[1] for row in rows}


def awarded_lines(message_id: int) -> Select[tuple[int, int]]:
    """The id and signed eurocents of every awarded line of a message, for a larger statement."""
    line = LineRecord
    signed = case((line.credit, -line.amount_cents), else_=line.amount_cents)
    return select(line.id, signed.label("cents")).where(
        line.message_id == message_id, line.state == "awarded"
    )


def messages_of_lines(session: Session, line_ids: Iterable[int]) -> set[int]:
    """The messages that these lines came in."""
    wanted = in_values(LineRecord.id, line_ids)
    return set(session.scalars(select(LineRecord.message_id).where(wanted).distinct()))


def _query() -> Any:
    return (
        select(DeclarationRecord, MessageRecord, BatchRecord.public_id)
        .join(MessageRecord, MessageRecord.id == DeclarationRecord.message_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
    )


def _declared(found: Any) -> Declared:
    row, message, public_id = found
    return Declared(
        message_id=row.message_id, batch=public_id, position=message.position,
        municipality_id=row.municipality_id, provider_id=row.provider_id, law=Law(row.law),
        number=row.number, period_start=row.period_start, dated=row.dated,
        received_at=message.received_at, submitted_cents=row.submitted_cents,
        awarded_cents=row.awarded_cents,
    )  # fmt: skip
