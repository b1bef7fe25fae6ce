"""Which earlier line or message stands in the way: single ones, by what they used."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from declarations.model import Line, Message
from portal.intake.balance_records import LiveDebitRecord
from portal.intake.parties import Parties
from portal.intake.records import (
    DECLARATION,
    IDENTIFICATION,
    BatchRecord,
    LineRecord,
    MessageRecord,
    UsedNumberRecord,
)
from portal.store.sets import in_values


def last_line_named(
    session: Session, parties: Parties, reference: str, besides: int
) -> int | None:
    """The id of the last line of the provider with this reference, besides those of a message."""
    row = LineRecord
    return _last(
        session, besides, row.provider_id == parties.provider_id, row.law == parties.law.value,
        row.reference == reference,
    )  # fmt: skip


def last_line_awarded(
    session: Session, parties: Parties, client_id: int | None, number: int, besides: int
) -> int | None:
    """The id of the last line awarded on an allocation of a client, besides those of a message."""
    row = LineRecord
    return _last(
        session, besides, row.client_id == client_id, row.provider_id == parties.provider_id,
        row.state == "awarded", row.allocation_number == number,
    )  # fmt: skip


def _last(session: Session, besides: int, *which: ColumnElement[bool]) -> int | None:
    row = LineRecord
    query = select(row.id).where(row.message_id != besides, *which)
    return session.scalar(query.order_by(row.id.desc()).limit(1))


def line_of_month(session: Session, allocation_id: int, line: Line) -> int | None:
    """The id of the line that stands for the month and product of this one."""
    return session.scalar(
        select(LiveDebitRecord.line_id).filter_by(
            allocation_id=allocation_id, category=line.category, code=line.code, month=line.month
        )
    )


def message_with_identification(session: Session, parties: Parties, message: Message) -> int | None:
    """The id of the message that used the identification of this one."""
    return _used(session, parties, IDENTIFICATION, message.header.identification)


def message_with_number(session: Session, parties: Parties, message: Message) -> int | None:
    """The id of the message that used the declaration number of this one."""
    return _used(session, parties, DECLARATION, message.declaration.number)


def _used(session: Session, parties: Parties, kind: int, value: str) -> int | None:
    return session.scalar(
        select(UsedNumberRecord.message_id).filter_by(
            provider_id=parties.provider_id, law=parties.law.value, kind=kind, value=value
        )
    )


def places_of(session: Session, message_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Where these messages can be seen: their batch and position, by their ids."""
    if not message_ids:
        return {}
    message = MessageRecord
    rows = session.execute(
        select(message.id, BatchRecord.public_id, message.position)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .where(in_values(message.id, message_ids))
    )
    return {row[0]: (row[1], row[2]) for row in rows}
