"""The allocation behind a line: all its versions, and what was awarded on it month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from declarations.allowance import most_in, most_in_all, period_in
from declarations.facts import Allocation
from declarations.model import EUROS, HOURS, MINUTES, Law
from portal.allocations.current import CONTENT
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.evidence.declared import Declared
from portal.intake.outcome import SIGNED_CENTS
from portal.intake.records import BatchRecord, LineRecord, MessageRecord

MOST_LINES = 600  # of one allocation: one a month, credits and new debits, for many years
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Version:
    """What one 301 said of the allocation.

    ``held_against`` marks the version the line was judged by, ``counts`` the one in force now.
    ``assigned_at`` is Dutch clock time.
    """

    content: Allocation
    assigned_at: datetime
    recorded_at: datetime
    reason: str | None
    held_against: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class OnAllocation:
    """An awarded line on the allocation, in the order of months; ``cents`` is signed."""

    id: int
    batch: str
    place: int
    position: int
    reference: str
    start: date
    volume: int
    unit: str
    cents: int
    credit: bool
    itself: bool


@dataclass(frozen=True, slots=True)
class MonthUse:
    """What was awarded for a month, net of credits, against what the month may hold.

    In units of the allocation, or in eurocents where it counts euros. ``limit`` is None without
    one. ``itself`` marks the month of the line the card is about.
    """

    month: date
    used: int
    limit: int | None
    itself: bool


@dataclass(frozen=True, slots=True)
class Course:
    """The allocation a line was held against; ``unit`` is what ``months`` and totals count.

    ``number`` is None for a line without an allocation. ``total`` and ``most`` are about the whole
    allocation, ``most`` None where it sets no total.
    """

    id: int | None
    number: int | None
    versions: tuple[Version, ...]
    lines: tuple[OnAllocation, ...]
    months: tuple[MonthUse, ...]
    unit: str
    total: int
    most: int | None

    @property
    def held(self) -> Allocation | None:
        """The version that the line was held against."""
        return next((each.content for each in self.versions if each.held_against), None)

    @property
    def over(self) -> bool:
        """Whether more was awarded than a month or the whole allocation may hold."""
        return (self.most is not None and self.total > self.most) or any(
            each.limit is not None and each.used > each.limit for each in self.months
        )


def course_of(session: Session, line: Declared) -> Course:
    """The allocation of a line with all that was awarded on it; two queries."""
    if line.allocation_id is None:
        return Course(None, None, (), (), (), line.unit, 0, None)
    versions = _versions(session, line)
    lines = _lines(session, line)
    counts = next((each.content for each in versions if each.counts), None)
    held = next((each.content for each in versions if each.held_against), counts)
    unit = _unit(held, line)
    return Course(
        id=line.allocation_id, number=line.allocation_number, versions=versions, lines=lines,
        months=_months(lines, line, held, unit), unit=unit, total=_sum(lines, unit),
        most=_most(held),
    )  # fmt: skip


def _versions(session: Session, line: Declared) -> tuple[Version, ...]:
    version = AllocationVersionRecord
    rows = session.execute(
        select(
            AllocationRecord.current_version_id, version.assigned_at, version.recorded_at,
            version.reason, *CONTENT,
        )
        .join(AllocationRecord, AllocationRecord.id == version.allocation_id)
        .where(version.allocation_id == line.allocation_id)
        .order_by(version.assigned_at.desc(), version.id.desc())
    )  # fmt: skip
    return tuple(
        Version(
            Allocation(line.allocation_number, number, *content), assigned, recorded, reason,
            held_against=number == line.version_id, counts=number == current,
        )
        for current, assigned, recorded, reason, number, *content in rows
    )  # fmt: skip


def _lines(session: Session, line: Declared) -> tuple[OnAllocation, ...]:
    """Awarded debits on the allocation and the credits that took some of them back."""
    row, debit = LineRecord, aliased(LineRecord)
    own = select(row.id).where(row.allocation_id == line.allocation_id, row.state == "awarded")
    back = (
        select(row.id)
        .join(debit, debit.id == row.credits_line_id)
        .where(debit.allocation_id == line.allocation_id, row.state == "awarded")
    )
    rows: Sequence[Any] = session.execute(
        select(
            row.id, BatchRecord.public_id, MessageRecord.position.label("place"), row.position,
            row.reference, row.start, row.volume, row.unit, SIGNED_CENTS, row.credit,
            (row.id == line.id).label("itself"),
        )
        .join(MessageRecord, MessageRecord.id == row.message_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(
            row.client_id == line.client_id,
            row.id.in_(own.union_all(back)),
        )
        .order_by(row.start, row.id)
        .limit(MOST_LINES)
    ).all()  # fmt: skip
    return tuple(OnAllocation(*each) for each in rows)


def _unit(held: Allocation | None, line: Declared) -> str:
    """What the limit counts: euros for a budget, else the unit of the allocation or line."""
    if held is None:
        return line.unit
    return EUROS if held.budget is not None else held.unit or line.unit


def _most(held: Allocation | None) -> int | None:
    if held is None:
        return None
    return held.budget if held.budget is not None else most_in_all(held)


def _limit(held: Allocation | None, law: Law, month: date) -> int | None:
    if held is None or held.budget is not None:
        return None
    period = period_in(held, month)
    return most_in(held, period) if period else 0


def _months(
    lines: Sequence[OnAllocation], line: Declared, held: Allocation | None, unit: str
) -> tuple[MonthUse, ...]:
    months = sorted({each.start.replace(day=1) for each in lines} | {line.start.replace(day=1)})
    return tuple(
        MonthUse(
            month=month,
            used=_sum([each for each in lines if each.start.replace(day=1) == month], unit),
            limit=_limit(held, line.law, month),
            itself=month == line.start.replace(day=1),
        )
        for month in months
    )


def _sum(lines: Sequence[OnAllocation], unit: str) -> int:
    """What these lines come to in a unit; minutes count as hours, a broken hour as a whole one."""
    if unit == EUROS:
        return sum(each.cents for each in lines)
    own = sum(-x.volume if x.credit else x.volume for x in lines if x.unit == unit)
    if unit != HOURS:
        return own
    minutes = sum(-x.volume if x.credit else x.volume for x in lines if x.unit == MINUTES)
    return own - (-minutes // MINUTES_AN_HOUR)
