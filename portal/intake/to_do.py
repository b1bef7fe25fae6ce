"""What first screens show of the declarations: what came back, and what came in today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.orm import Session, aliased

from declarations.findings import Outcome
from portal.clock import Clock
from portal.intake.batch_choice import received_in
from portal.intake.batch_list import Batch, latest_batches
from portal.intake.held_back import given
from portal.intake.outcome import SIGNED_CENTS, Share
from portal.intake.records import LineRecord, MessageRecord, VerdictRecord

__all__ = [
    "Batch",
    "MessagesOnDay",
    "latest_batches",
    "made_good",
    "messages_on",
    "messages_today",
    "returned_lines",
]

LOOK_BACK = timedelta(days=60)


def returned_lines(session: Session, provider_id: int, since: datetime) -> Share:
    """The lines that came back since then and were not made good: how many, and their amount.

    A line is made good when a later one about the same client, product and month was awarded, on
    the same allocation or in place of a line whose allocation was not known.
    """
    message, line = MessageRecord, LineRecord
    rows = session.execute(
        select(func.count(), func.coalesce(func.sum(SIGNED_CENTS), 0))
        .select_from(line)
        .join(message, message.id == line.message_id)
        .where(
            message.provider_id == provider_id,
            message.received_at >= since,
            line.provider_id == provider_id,
            line.state == "rejected",
            given(message.id),
            ~made_good(),
        )
    ).one()
    return Share(rows[0], int(rows[1]))


def made_good() -> ColumnElement[bool]:
    """SQL: whether a later line was awarded in place of this one."""
    line, later = LineRecord, aliased(LineRecord)
    same_allocation = or_(
        later.allocation_number == line.allocation_number, line.allocation_id.is_(None)
    )
    return (
        select(later.id)
        .where(
            later.client_id == line.client_id,
            later.provider_id == line.provider_id,
            later.state == "awarded",
            later.id > line.id,
            later.credit == line.credit,
            later.category == line.category,
            later.code == line.code,
            extract("year", later.start) == extract("year", line.start),
            extract("month", later.start) == extract("month", line.start),
            same_allocation,
        )
        .exists()
    )


@dataclass(frozen=True, slots=True)
class MessagesOnDay:
    """What a municipality received on a day, in messages and signed eurocents."""

    day: date
    received: int
    waiting: int
    fully_awarded: int
    parked: int
    submitted_cents: int
    awarded_cents: int


def messages_today(session: Session, municipality_id: int, clock: Clock) -> MessagesOnDay:
    """What this municipality received today."""
    return messages_on(session, municipality_id, clock.today())


def messages_on(session: Session, municipality_id: int, day: date) -> MessagesOnDay:
    """What this municipality received on that day, by Dutch time; one query."""
    message, verdict = MessageRecord, VerdictRecord
    row = session.execute(
        select(
            func.count(),
            _counted(message.state == "received"),
            _counted(message.outcome == Outcome.AWARDED.value),
            _counted(message.outcome == Outcome.PARKED.value),
            func.coalesce(func.sum(verdict.submitted_cents), 0),
            func.coalesce(func.sum(verdict.awarded_cents), 0),
        )
        .select_from(message)
        .outerjoin(verdict, verdict.message_id == message.id)
        .where(
            and_(
                message.municipality_id == municipality_id,
                *received_in(message.received_at, day, day),
            )
        )
    ).one()
    return MessagesOnDay(day, *(int(value) for value in row))


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
