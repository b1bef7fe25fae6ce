"""Declarations that a term runs for: to be answered, to be paid, or to be sent once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from declarations.findings import Outcome
from declarations.model import Law
from portal.clock import NETHERLANDS
from portal.intake.held_back import answer_is_out
from portal.intake.outcome import SIGNED_CENTS
from portal.intake.records import (
    BatchRecord,
    DeclarationRecord,
    LineRecord,
    MessageRecord,
    VerdictRecord,
)
from portal.intake.to_do import made_good
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Declared:
    """A message where a term is counted from a day of it.

    ``lines`` and signed ``cents`` are those the term is about; None while nobody knows them.
    """

    message_id: int
    batch: str
    position: int
    municipality_id: int
    provider_id: int
    law: Law
    day: date
    lines: int | None = None
    cents: int | None = None


def unanswered(session: Session, municipality_id: int) -> list[Declared]:
    """What waits for its 325, from the day it came in: not judged, parked, or held back."""
    message, verdict = MessageRecord, VerdictRecord
    rows = session.execute(
        _messages(message.received_at, verdict.line_count, verdict.submitted_cents)
        .outerjoin(verdict, verdict.message_id == message.id)
        .where(
            message.municipality_id == municipality_id,
            or_(
                message.state == "received",
                message.outcome == Outcome.PARKED.value,
                ~answer_is_out(MessageRecord.id),
            ),
        )
    )
    return [_declared(row) for row in rows]


def dated(session: Session, message_ids: Iterable[int]) -> dict[int, Declared]:
    """These declarations with their Dagtekening, by message."""
    row = DeclarationRecord
    rows = session.execute(
        _messages(row.dated)
        .join(row, row.message_id == MessageRecord.id)
        .where(in_values(MessageRecord.id, message_ids))
    )
    return {each.message_id: each for each in map(_declared, rows)}


def judged_on(session: Session, message_ids: Iterable[int]) -> dict[int, Declared]:
    """These messages with the day they were judged on."""
    rows = session.execute(
        _messages(MessageRecord.judged_at).where(
            in_values(MessageRecord.id, message_ids), MessageRecord.judged_at.is_not(None)
        )
    )
    return {each.message_id: each for each in map(_declared, rows)}


def to_mend(session: Session, provider_id: int, since: date) -> list[Declared]:
    """Rejected lines not made good, by declaration over a period from that day on.

    The day is the first of the period. An answer that is not out yet tells nothing.
    """
    row, line = DeclarationRecord, LineRecord
    rows = session.execute(
        _messages(row.period_start, func.count(), func.sum(SIGNED_CENTS))
        .join(row, row.message_id == MessageRecord.id)
        .join(line, line.message_id == MessageRecord.id)
        .where(
            row.provider_id == provider_id,
            row.period_start >= since,
            line.state == "rejected",
            ~made_good(),
            answer_is_out(MessageRecord.id),
        )
        .group_by(*_KEY, row.period_start)
    )
    return [_declared(row) for row in rows]


_KEY = (
    MessageRecord.id, BatchRecord.public_id, MessageRecord.position, MessageRecord.municipality_id,
    MessageRecord.provider_id, MessageRecord.law,
)  # fmt: skip


def _messages(*more: Any) -> Any:
    return select(*_KEY, *more).join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)


def _declared(row: Any) -> Declared:
    message_id, batch, position, municipality_id, provider_id, law, day, *amounts = row
    when = day.astimezone(NETHERLANDS).date() if isinstance(day, datetime) else day
    known = [None if each is None else int(each) for each in amounts]
    return Declared(
        message_id, batch, position, municipality_id, provider_id, Law(law), when, *known
    )
