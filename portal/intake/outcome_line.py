"""One line: declared, the allocation it was held against, and what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, false, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.facts import Allocation
from portal.allocations.current import allocations_of_versions
from portal.intake.balance_records import AllocationBalanceRecord
from portal.intake.outcome import SIGNED_CENTS, JudgedMessage
from portal.intake.outcome_lines import COLUMNS, DeclaredLine, with_findings
from portal.intake.records import BatchRecord, LineRecord, MessageRecord
from portal.settlement.standing import Standing, where_are

NEIGHBOURS = 60  # lines on the same allocation that are shown


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another line that has to do with this one, and where it can be seen."""

    batch: str
    message: int
    line: int
    reference: str
    start: date
    volume: int
    unit: str
    cents: int
    credit: bool
    state: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What has been awarded on an allocation so far, in one unit."""

    volume: int
    unit: str
    cents: int


@dataclass(frozen=True, slots=True)
class LineInContext:
    """A line with its allocation as it then was, and the lines around it, newest month first.

    ``credits`` is the debit that this line takes back, ``credited_by`` the line that took this
    one back. ``standing`` is where an awarded line is on its way to payment.
    """

    line: DeclaredLine
    allocation: Allocation | None
    counted: tuple[Counted, ...]
    neighbours: tuple[Neighbour, ...]
    credits: Neighbour | None
    credited_by: Neighbour | None
    standing: Standing | None


def line_of(session: Session, message: JudgedMessage, position: int) -> DeclaredLine:
    """The line at this position of a message; NotFound where it has none."""
    return _read(session, message, position)[0]


def line_in_context(session: Session, message: JudgedMessage, position: int) -> LineInContext:
    """A line and all that surrounds it; NotFound where the message has no such line."""
    line, row = _read(session, message, position)
    versions = [] if row.allocation_version_id is None else [row.allocation_version_id]
    held = allocations_of_versions(session, versions)
    same = LineRecord.allocation_number == row.allocation_number
    return LineInContext(
        line=line,
        allocation=held[0][1] if held else None,
        counted=_counted(session, row.allocation_id),
        neighbours=_neighbours(session, row, same),
        credits=_one(session, row, _debit_of(row)),
        credited_by=_one(session, row, LineRecord.credits_line_id == row.id),
        standing=where_are(session, [row.id])[row.id] if row.state == "awarded" else None,
    )


def _read(session: Session, message: JudgedMessage, position: int) -> tuple[DeclaredLine, Any]:
    row = session.scalars(
        select(LineRecord).where(
            LineRecord.message_id == message.id, LineRecord.position == position
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    plain = session.execute(select(*COLUMNS).where(LineRecord.id == row.id)).all()
    return with_findings(session, message, plain)[0], row


def _debit_of(row: LineRecord) -> Any:
    """The debit that a credit names; the awarded one if it took one back."""
    if row.credits_line_id is not None:
        return LineRecord.id == row.credits_line_id
    if not row.credit:
        return false()
    return and_(LineRecord.reference == row.previous_reference, LineRecord.credit.is_(False))


def _counted(session: Session, allocation_id: int | None) -> tuple[Counted, ...]:
    balance = AllocationBalanceRecord
    rows = session.execute(
        select(balance.volume, balance.unit, balance.amount_cents)
        .where(balance.allocation_id == allocation_id)
        .order_by(balance.unit)
    )
    return tuple(Counted(*row) for row in rows)


def _neighbours(session: Session, row: LineRecord, which: Any) -> tuple[Neighbour, ...]:
    """Other lines of the same two parties, law and client, the newest months first."""
    line = LineRecord
    found: Sequence[Any] = session.execute(
        select(
            BatchRecord.public_id, MessageRecord.position, line.position, line.reference,
            line.start, line.volume, line.unit, SIGNED_CENTS, line.credit, line.state,
        )
        .join(MessageRecord, MessageRecord.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(
            line.client_id == row.client_id,
            line.provider_id == row.provider_id,
            line.municipality_id == row.municipality_id,
            line.law == row.law,
            line.id != row.id,
            which,
        )
        .order_by(line.start.desc(), line.id.desc())
        .limit(NEIGHBOURS)
    ).all()  # fmt: skip
    return tuple(Neighbour(*each) for each in found)


def _one(session: Session, row: LineRecord, which: Any) -> Neighbour | None:
    return next(iter(_neighbours(session, row, which)), None)
