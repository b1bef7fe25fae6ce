"""Holding awarded lines against an allocation or tariff that changed, and keeping what is found.

Whoever calls this holds the lanes of the providers concerned: no line of theirs is awarded and no
allocation or tariff changes while it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import Facts
from declarations.misfits import Misfit, Standing, misfits
from declarations.rules import RULEBOOK
from portal.allocations.counting import Counting, allocations_with, counting
from portal.audit.service import Action, Event, Subject, record_all
from portal.clock import NETHERLANDS
from portal.contracts.current import agreed_with, categories_of
from portal.intake.live_lines import LiveLine, live_lines
from portal.misfits.records import (
    ACCEPTED,
    ALLOCATION,
    CREDITED,
    MENDED,
    REPLACED,
    MisfitRecord,
)
from portal.settlement.service import Sum
from portal.store.bulk import insert_rows
from portal.store.database import table_of
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: ``version_id`` is that of a contract; an allocation has its own. And who
    did it, and when."""

    account_id: int
    at: datetime
    cause: str = ALLOCATION
    version_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """An allocation with the lines that stand on it and those of them that do not fit it."""

    allocation: Counting
    standing: Mapping[int, LiveLine]
    misfits: Mapping[int, Misfit]


def after_versions(session: Session, version_ids: Iterable[int], change: Change) -> Sum:
    """Hold the lines on allocations against these new versions; gives what no longer fits.

    Call it in the transaction that stores them.
    """
    ids = list(version_ids)
    return look_back(session, allocations_with(session, ids), change) if ids else Sum()


def after_credits(session: Session, allocation_ids: Iterable[int], change: Change) -> None:
    """Let go of lines that were credited, and see which others fit now that they are gone."""
    ids = set(allocation_ids)
    if ids and (found := _open(session, ids)):
        look_back(session, {row.allocation_id for row in found}, change)


def look_back(session: Session, allocation_ids: Iterable[int], change: Change) -> Sum:
    """Hold the lines that stand on these allocations against what counts now.

    Opens a row for each that no longer fits, unless the municipality accepted it as it is, and
    ends those about lines that were credited or fit again. Gives what was opened.
    """
    ids = set(allocation_ids)
    lines = live_lines(session, ids)
    before = _open(session, ids)
    wanted = lines.keys() | {row.allocation_id for row in before}
    if not wanted:
        return Sum()
    today = change.at.astimezone(NETHERLANDS).date()
    held = list(_held(session, counting(session, wanted), lines, today))
    now = {key: found for each in held for key, found in each.misfits.items()}
    standing = {key for each in held for key in each.standing}
    kept = {row.line_id for row in before if not _ended(row, now, standing, change.at)}
    session.flush()
    kept |= _accepted(session, now)
    opened = [(each, key) for each in held for key in each.misfits if key not in kept]
    _store(session, opened, change)
    record_all(session, _events(opened, change))
    return _sum(opened)


def still_misfits(session: Session, allocation_ids: Iterable[int], today: date) -> set[int]:
    """The ids of the lines on these allocations that do not fit now; only reads."""
    lines = live_lines(session, allocation_ids)
    held = _held(session, counting(session, lines), lines, today)
    return {key for each in held for key in each.misfits}


def _held(
    session: Session,
    allocations: Iterable[Counting],
    lines: Mapping[int, Sequence[LiveLine]],
    today: date,
) -> Iterator[_Held]:

    def parties(each: Counting) -> tuple[int, int, Any]:
        return each.provider_id, each.municipality_id, each.law

    for (provider_id, municipality_id, law), group in groupby(
        sorted(allocations, key=parties), key=parties
    ):
        agreed = agreed_with(session, provider_id, municipality_id, law)
        categories = categories_of(session, municipality_id, law)
        known = Facts(today, tariffs=agreed.tariffs, categories=categories)
        for each in group:
            on_it = {one.id: one for one in lines.get(each.id, ())}
            standing = [Standing(one.id, one.line) for one in on_it.values()]
            found = misfits(standing, each.content, known, RULEBOOK)
            yield _Held(each, on_it, {one.id: one for one in found})


def _open(session: Session, allocation_ids: Iterable[int]) -> Sequence[MisfitRecord]:
    row = MisfitRecord
    wanted = in_values(row.allocation_id, allocation_ids)
    query = select(row).where(wanted, row.ended_at.is_(None)).order_by(row.id)
    # held, as the municipality may let one of them be at this moment
    return session.scalars(query.with_for_update()).all()


def _ended(row: MisfitRecord, now: Mapping[int, Misfit], standing: set[int], at: datetime) -> bool:
    """End a row whose line was credited, fits again, or breaks something else by now."""
    found = now.get(row.line_id)
    if found is not None and told(found) == row.findings:
        return False
    why = MENDED if row.line_id in standing else CREDITED
    row.ended_at, row.ended = at, REPLACED if found is not None else why
    return True


def _accepted(session: Session, now: Mapping[int, Misfit]) -> set[int]:
    """The lines that the municipality let be with just these findings."""
    row = MisfitRecord
    rows = session.execute(
        select(row.line_id, row.findings).where(in_values(row.line_id, now), row.ended == ACCEPTED)
    )
    return {line_id for line_id, findings in rows if told(now[line_id]) == findings}


def told(found: Misfit) -> list[list[Any]]:
    """What a line breaks, as a row keeps it."""
    return [[f.rule, f.expected, f.received, f.difference_cents] for f in found.findings]


_COLUMNS = (
    "line_id", "message_id", "allocation_id", "municipality_id", "provider_id", "law",
    "allocation_number", "reference", "month", "cents", "cause", "version_id", "rule", "findings",
    "found_at",
)  # fmt: skip


def _store(session: Session, opened: Iterable[tuple[_Held, int]], change: Change) -> None:
    insert_rows(
        session, table_of(MisfitRecord), _COLUMNS,
        [_row(held, line_id, change) for held, line_id in opened],
    )  # fmt: skip


def _row(held: _Held, line_id: int, change: Change) -> tuple[Any, ...]:
    allocation, live, found = held.allocation, held.standing[line_id], held.misfits[line_id]
    return (
        line_id, live.message_id, allocation.id, allocation.municipality_id,
        allocation.provider_id, allocation.law.value, allocation.content.number,
        live.line.reference, live.line.month, live.line.amount, change.cause,
        _version(allocation, change), found.findings[0].rule, told(found), change.at,
    )  # fmt: skip


def _version(allocation: Counting, change: Change) -> int:
    return allocation.content.version if change.version_id is None else change.version_id


def _sum(opened: Iterable[tuple[_Held, int]]) -> Sum:
    return sum((Sum(1, held.standing[key].line.amount) for held, key in opened), Sum())


def _events(opened: Iterable[tuple[_Held, int]], change: Change) -> Iterator[Event]:
    """One event for each change and pair of parties, with how much it is about."""
    subject = Subject.ALLOCATION_VERSION if change.cause == ALLOCATION else Subject.CONTRACT_VERSION

    def about(one: tuple[_Held, int]) -> tuple[int, int, int]:
        allocation = one[0].allocation
        return _version(allocation, change), allocation.municipality_id, allocation.provider_id

    for (version_id, municipality_id, provider_id), group in groupby(
        sorted(opened, key=about), key=about
    ):
        total = _sum(group)
        yield Event(
            Action.MISFITS_FOUND, subject, version_id, change.account_id, change.at,
            municipality_id, provider_id, {"lines": total.lines, "cents": total.cents},
        )  # fmt: skip
