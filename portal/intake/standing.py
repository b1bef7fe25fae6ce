"""Where a provider stands: what was declared by month, what counts already, which numbers are
used. For the pages on which declarations are made by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from declarations.findings import Finding
from declarations.model import Law
from portal.intake.balance_records import AllocationBalanceRecord, LiveDebitRecord
from portal.intake.held_back import given
from portal.intake.live_debits import of_its_line
from portal.intake.outcome_lines import COLUMNS, DeclaredLine
from portal.intake.records import (
    DECLARATION,
    IDENTIFICATION,
    DeclarationRecord,
    DeclaredPeriodRecord,
    FindingRecord,
    LineRecord,
    MessageRecord,
    UsedNumberRecord,
)
from portal.intake.stored import finding_of
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Counted:
    """What was awarded on an allocation so far, in one unit."""

    volume: int
    cents: int


@dataclass(frozen=True, slots=True)
class LiveLine:
    """An awarded debit that was not credited, and where it belongs."""

    allocation_id: int
    municipality_id: int
    law: Law
    line: DeclaredLine


def counted_on(session: Session, allocations: Iterable[int]) -> dict[int, dict[str, Counted]]:
    """What was awarded on these allocations, by unit."""
    balance = AllocationBalanceRecord
    rows = session.execute(
        select(balance.allocation_id, balance.unit, balance.volume, balance.amount_cents).where(
            in_values(balance.allocation_id, allocations)
        )
    )
    found: dict[int, dict[str, Counted]] = defaultdict(dict)
    for allocation_id, unit, volume, cents in rows:
        found[allocation_id][unit] = Counted(volume, cents)
    return found


def live_in(
    session: Session, allocations: Iterable[int], months: Iterable[date]
) -> frozenset[tuple[int, str, str, date]]:
    """Which products of these allocations are awarded already in these months (TR389)."""
    live = LiveDebitRecord
    rows = session.execute(
        select(live.allocation_id, live.category, live.code, live.month).where(
            in_values(live.allocation_id, allocations), live.month.in_(set(months))
        )
    )
    return frozenset((row[0], row[1], row[2], row[3]) for row in rows)


def live_lines_in(
    session: Session, provider_id: int, municipality_id: int, law: Law, month: date
) -> list[LiveLine]:
    """The awarded lines about a month that no credit took back."""
    return _live(
        session,
        LineRecord.provider_id == provider_id,
        LineRecord.municipality_id == municipality_id,
        LineRecord.law == law.value,
        LiveDebitRecord.month == month,
    )


def find_live_line(session: Session, provider_id: int, line_id: int) -> LiveLine | None:
    """An awarded line of this provider that can still be credited; None otherwise."""
    wanted = (LineRecord.provider_id == provider_id, LineRecord.id == line_id)
    return next(iter(_live(session, *wanted)), None)


def _live(session: Session, *wanted: object) -> list[LiveLine]:
    live = LiveDebitRecord
    rows = session.execute(
        select(live.allocation_id, LineRecord.municipality_id, LineRecord.law, *COLUMNS)
        .join(LineRecord, of_its_line())
        .where(given(LineRecord.message_id), *wanted)  # type: ignore[arg-type]
        .order_by(LineRecord.id)
    )
    return [LiveLine(row[0], row[1], Law(row[2]), _declared(row[3:])) for row in rows]


def _declared(values: Sequence[Any]) -> DeclaredLine:
    """The line in ``COLUMNS``, without its findings."""
    fields: list[Any] = [*values[:-1], tuple(values[-1].split())]
    return DeclaredLine(*fields)


def last_period(session: Session, provider_id: int, municipality_id: int, law: Law) -> date | None:
    """The first day of the last month that was declared and processed (TR318)."""
    return session.scalar(
        select(DeclaredPeriodRecord.last_start).filter_by(
            provider_id=provider_id, municipality_id=municipality_id, law=law.value
        )
    )  # fmt: skip


def any_used(session: Session, provider_id: int, numbers: Iterable[str]) -> bool:
    """Whether the provider used one of these numbers before, for anything, under any law."""
    used, line, laws = UsedNumberRecord, LineRecord, [law.value for law in Law]
    wanted = set(numbers)
    as_number = select(used.message_id).where(
        used.provider_id == provider_id,
        used.law.in_(laws),
        used.kind.in_((IDENTIFICATION, DECLARATION)),
        in_values(used.value, wanted),
    )
    as_reference = select(line.message_id).where(
        line.provider_id == provider_id, line.law.in_(laws), in_values(line.reference, wanted)
    )
    return session.scalar(union_all(as_number, as_reference).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class DeclaredMonth:
    """What was declared by one provider to one municipality over one month; signed eurocents."""

    provider_id: int
    municipality_id: int
    law: Law
    month: date
    messages: int
    submitted_cents: int
    awarded_cents: int


def declared_since(session: Session, party: Tenant, month: date) -> list[DeclaredMonth]:
    """The processed declarations of or to this party, over periods from that month on."""
    row = DeclarationRecord
    key = (row.provider_id, row.municipality_id, row.law, row.period_start)
    own = row.provider_id if party.scope is Scope.PROVIDER else row.municipality_id
    rows = session.execute(
        select(*key, func.count(), func.sum(row.submitted_cents), func.sum(row.awarded_cents))
        .where(own == party.id, row.period_start >= month, given(row.message_id))
        .group_by(*key)
    )
    return [
        DeclaredMonth(provider, municipality, Law(law), start, count, int(asked), int(awarded))
        for provider, municipality, law, start, count, asked, awarded in rows
    ]


def findings_about(
    session: Session, provider_id: int, line_ids: Iterable[int]
) -> dict[int, tuple[Finding, ...]]:
    """What was found about lines of this provider, by the id of the line."""
    lines = session.execute(
        select(LineRecord.id, LineRecord.message_id).where(
            LineRecord.provider_id == provider_id,
            in_values(LineRecord.id, line_ids),
            given(LineRecord.message_id),
        )
    ).all()
    rows = session.scalars(
        select(FindingRecord)
        .where(
            FindingRecord.message_id.in_({line.message_id for line in lines}),
            in_values(FindingRecord.line_id, (line.id for line in lines)),
        )
        .order_by(FindingRecord.message_id, FindingRecord.position)
    )
    found: dict[int, tuple[Finding, ...]] = {}
    for row in rows:
        assert row.line_id is not None
        found[row.line_id] = (*found.get(row.line_id, ()), finding_of(row))
    return found


def waiting_for(session: Session, provider_id: int) -> frozenset[tuple[int, Law]]:
    """To whom something was sent that nobody judged yet; the month is known when it is judged."""
    row = MessageRecord
    rows = session.execute(
        select(row.municipality_id, row.law)
        .where(row.provider_id == provider_id, row.state == "received")
        .distinct()
    )
    return frozenset((row.municipality_id, Law(row.law)) for row in rows if row.municipality_id)


def has_declared(
    session: Session, provider_id: int, municipality_id: int, law: Law, month: date
) -> bool:
    """Whether an awarded line about this month stands, or its declaration was processed."""
    row = DeclarationRecord
    processed = select(row.message_id).filter_by(
        provider_id=provider_id, municipality_id=municipality_id, law=law.value, period_start=month
    )
    if session.scalar(processed.where(row.awarded_cents != 0).limit(1)) is not None:
        return True
    return bool(live_lines_in(session, provider_id, municipality_id, law, month))
