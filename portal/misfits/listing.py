"""Awarded lines that no longer fit, as both sides read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from declarations.findings import Finding, Severity
from declarations.rules import RULEBOOK
from portal.intake.lines_by_id import PlacedLine, lines_by_id
from portal.misfits.choice import Choice, conditions, visible_to
from portal.misfits.records import MisfitRecord
from portal.parties.service import municipality_names, provider_names
from portal.settlement.service import Sum
from portal.store.tenant import Scope, Tenant

PAGE = 50
CHUNK = 1_000  # rows of an export in memory at once
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Unfit:
    """A line that no longer fits; ``party`` is the other side. ``ended`` says why it left."""

    id: int
    line: PlacedLine
    allocation_id: int
    number: int
    month: date
    cents: int
    party: str
    law: str
    cause: str
    version_id: int
    findings: tuple[Finding, ...]
    found_at: datetime
    ended_at: datetime | None
    ended: str | None


@dataclass(frozen=True, slots=True)
class ChangeFound:
    """One change with what it did to awarded lines; ``number`` is that of the allocation."""

    cause: str
    version_id: int
    party_id: int
    party: str
    number: int
    allocation_id: int
    found_at: datetime
    amount: Sum


@dataclass(frozen=True, slots=True)
class UnfitPage:
    """Part of the list, what was chosen in all, and where the next part begins if any."""

    rows: tuple[Unfit, ...]
    chosen: Sum
    next: int | None


def unfit_page(session: Session, tenant: Tenant, choice: Choice) -> UnfitPage:
    """Fifty chosen lines, found last first; a fixed number of queries."""
    wanted = list(conditions(tenant, choice))
    rows = _rows(session, _from(wanted, choice.after), PAGE + 1)
    shown = rows[:PAGE]
    following = shown[-1].id if rows[PAGE:] else None
    return UnfitPage(_unfit(session, tenant, shown), _sum(session, wanted), following)


def every_unfit(session: Session, tenant: Tenant, choice: Choice) -> Iterator[Unfit]:
    """All that was chosen, found last first, a part of it in memory at a time."""
    wanted, after = list(conditions(tenant, choice)), None
    while rows := _rows(session, _from(wanted, after), CHUNK):
        yield from _unfit(session, tenant, rows)
        after = rows[-1].id


def changes_found(session: Session, tenant: Tenant) -> list[ChangeFound]:
    """The changes behind what is open now, the most euros first."""
    row = MisfitRecord
    party = row.municipality_id if tenant.scope is Scope.PROVIDER else row.provider_id
    key = (row.cause, row.version_id, party)
    cents = func.sum(row.cents)
    rows = session.execute(
        select(
            *key, func.min(row.allocation_number), func.min(row.allocation_id),
            func.min(row.found_at), func.count(), cents,
        )
        .where(*conditions(tenant, Choice()))
        .group_by(*key)
        .order_by(cents.desc(), row.version_id)
        .limit(MOST_CHANGES)
    ).all()  # fmt: skip
    names = _names(session, tenant)
    return [
        ChangeFound(cause, version, party_id, names[party_id], number, allocation, found_at,
                    Sum(lines, int(total)))
        for cause, version, party_id, number, allocation, found_at, lines, total in rows
    ]  # fmt: skip


def unfit_sum(session: Session, tenant: Tenant, allocation_id: int | None = None) -> Sum:
    """How much no longer fits now; on one allocation when it is given."""
    wanted = list(conditions(tenant, Choice()))
    if allocation_id is not None:
        wanted.append(MisfitRecord.allocation_id == allocation_id)
    return _sum(session, wanted)


def find_unfit(session: Session, tenant: Tenant, line_id: int) -> Unfit | None:
    """Why a line no longer fits; None for a line that does."""
    row = MisfitRecord
    rows = _rows(session, [visible_to(tenant), row.line_id == line_id, row.ended_at.is_(None)], 1)
    return next(iter(_unfit(session, tenant, rows)), None)


def parties_in_list(session: Session, tenant: Tenant) -> dict[int, str]:
    """The other sides in the list, by id, in the order of their names."""
    row, names = MisfitRecord, _names(session, tenant)
    party = row.municipality_id if tenant.scope is Scope.PROVIDER else row.provider_id
    found = set(session.scalars(select(party).where(visible_to(tenant)).distinct()))
    return {key: names[key] for key in sorted(found, key=names.__getitem__)}


def _from(wanted: Sequence[ColumnElement[bool]], after: int | None) -> list[ColumnElement[bool]]:
    return [*wanted] if after is None else [*wanted, MisfitRecord.id < after]


def _rows(
    session: Session, wanted: Sequence[ColumnElement[bool]], limit: int
) -> Sequence[MisfitRecord]:
    row = MisfitRecord
    return session.scalars(select(row).where(*wanted).order_by(row.id.desc()).limit(limit)).all()


def _sum(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Sum:
    cents = func.coalesce(func.sum(MisfitRecord.cents), 0)
    lines, total = session.execute(select(func.count(), cents).where(*wanted)).one()
    return Sum(lines, int(total))


def _names(session: Session, tenant: Tenant) -> dict[int, str]:
    named = municipality_names if tenant.scope is Scope.PROVIDER else provider_names
    return dict(named(session))


def _unfit(session: Session, tenant: Tenant, rows: Sequence[MisfitRecord]) -> tuple[Unfit, ...]:
    if not rows:
        return ()
    lines, names = lines_by_id(session, [row.line_id for row in rows]), _names(session, tenant)
    of_provider = tenant.scope is Scope.PROVIDER
    return tuple(
        Unfit(
            id=row.id, line=lines[row.line_id], allocation_id=row.allocation_id,
            number=row.allocation_number, month=row.month, cents=row.cents,
            party=names[row.municipality_id if of_provider else row.provider_id], law=row.law,
            cause=row.cause, version_id=row.version_id,
            findings=tuple(_finding(each) for each in row.findings), found_at=row.found_at,
            ended_at=row.ended_at, ended=row.ended,
        )
        for row in rows
    )  # fmt: skip


def _finding(kept: Sequence[Any]) -> Finding:
    """A finding as it was kept: the rule it is about says the rest."""
    name, expected, received, difference = kept
    rule = RULEBOOK.by_name[name]
    return Finding(
        rule.rule, rule.code, rule.level, Severity.ERROR, rule.owner, expected=expected,
        received=received, difference_cents=difference,
    )  # fmt: skip
