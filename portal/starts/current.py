"""What follows from the reports: how care on an allocation stands, and what was reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from declarations.starts import FIRST, REMOVAL, TEMPORARY, Care
from portal.starts.records import CareEventRecord, CareMessageRecord
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Stretch:
    """Care from its start to its stop; ``end`` and ``reason`` are None while it goes on."""

    start: date
    end: date | None = None
    reason: str | None = None

    @property
    def paused(self) -> bool:
        """Whether it stopped for the time being."""
        return self.reason == TEMPORARY


@dataclass(frozen=True, slots=True)
class Course:
    """How care on one allocation went: its stretches, earliest first; empty when never started."""

    stretches: tuple[Stretch, ...] = ()

    @property
    def started_on(self) -> date | None:
        """The first day of care."""
        return self.stretches[0].start if self.stretches else None

    @property
    def running(self) -> bool:
        """Whether care started and has not stopped since, not even for the time being."""
        return bool(self.stretches) and self.stretches[-1].end is None

    @property
    def stopped_on(self) -> date | None:
        """The last day of care; None before the first start and while it goes on."""
        return self.stretches[-1].end if self.stretches else None

    @property
    def reason(self) -> str | None:
        """Why it stopped last (RedenBeeindiging)."""
        return self.stretches[-1].reason if self.stretches else None


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One start or stop as it was reported, with the rules it breaks.

    ``removed`` says that a later report took it back, ``removes`` that it takes one back itself.
    """

    id: int
    care: Care
    allocation_id: int | None
    client_id: int
    category: str | None
    code: str | None
    start: date
    end: date | None
    reason: str | None
    reported_at: datetime
    counts: bool
    removed: bool
    removes: bool
    rules: tuple[str, ...]
    provider_id: int


def courses_of(session: Session, allocation_ids: Iterable[int]) -> dict[int, Course]:
    """How care stands on these allocations; one that never started is left out. One query."""
    event = CareEventRecord
    rows = session.scalars(
        select(event)
        .where(in_values(event.allocation_id, allocation_ids), _living(event))
        .order_by(event.start, event.id)
    )
    found: dict[int, list[CareEventRecord]] = {}
    for row in rows:
        found.setdefault(row.allocation_id or 0, []).append(row)
    return {allocation_id: _course(events) for allocation_id, events in found.items()}


def _course(events: list[CareEventRecord]) -> Course:
    """A start goes on until the last of its stops."""
    stops: dict[tuple[object, ...], CareEventRecord] = {}
    for row in events:
        if row.care == Care.STOP:
            known = stops.setdefault(_begun(row), row)
            if (row.end, row.id) > (known.end, known.id):
                stops[_begun(row)] = row
    stretches = []
    for row in events:
        if row.care == Care.START:
            stop = stops.get(_begun(row))
            stretches.append(Stretch(row.start, *((stop.end, stop.reason) if stop else ())))
    return Course(tuple(stretches))


def _begun(row: CareEventRecord) -> tuple[object, ...]:
    return row.category, row.code, row.start


def reports_on(session: Session, allocation_ids: Iterable[int]) -> list[ReportedEvent]:
    """Everything that was reported on these allocations, newest first."""
    return _reports(session, in_values(CareEventRecord.allocation_id, allocation_ids))


def reports_about(
    session: Session, client_id: int, provider_id: int | None = None
) -> list[ReportedEvent]:
    """Everything that was reported about a client, newest first; by one provider when given."""
    event = CareEventRecord
    about = event.client_id == client_id
    return _reports(
        session, about if provider_id is None else about & (event.provider_id == provider_id)
    )


def _reports(session: Session, which: ColumnElement[bool]) -> list[ReportedEvent]:
    event, message, removal = CareEventRecord, CareMessageRecord, aliased(CareEventRecord)
    rows = session.execute(
        select(event, message.received_at, removal.id)
        .join(message, message.id == event.message_id)
        .outerjoin(removal, removal.removes_id == event.id)
        .where(which)
        .order_by(event.id.desc())
    )
    return [_shown(row, at, removed is not None) for row, at, removed in rows]


def _shown(row: CareEventRecord, at: datetime, removed: bool) -> ReportedEvent:
    findings: list[Mapping[str, str]] = row.findings
    return ReportedEvent(
        id=row.id,
        care=Care(row.care),
        allocation_id=row.allocation_id,
        client_id=row.client_id,
        category=row.category,
        code=row.code,
        start=row.start,
        end=row.end,
        reason=row.reason,
        reported_at=at,
        counts=row.counts,
        removed=removed,
        removes=row.status == REMOVAL,
        rules=tuple(each["rule"] for each in findings),
        provider_id=row.provider_id,
    )


def has_started(allocation_id: Any) -> ColumnElement[bool]:
    """SQL: whether a start of this allocation (a column) counts."""
    event = aliased(CareEventRecord)
    return exists(
        select(event.id).where(
            event.allocation_id == allocation_id, event.care == Care.START, _living(event)
        )
    )


def _living(event: Any) -> ColumnElement[bool]:
    """SQL: whether an event counts and nothing took it back."""
    removal = aliased(CareEventRecord)
    taken_back = exists(select(removal.id).where(removal.removes_id == event.id))
    living: ColumnElement[bool] = (event.status == FIRST) & event.counts & ~taken_back
    return living
