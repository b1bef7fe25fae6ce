"""The lines of an answer, one by one: what they were, and what they would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.hindsight.choice import Choice, conditions
from portal.hindsight.records import HindsightLineRecord
from portal.hindsight.service import Side, Total
from portal.intake.again import processed
from portal.intake.earlier import places_of
from portal.parties.service import provider_names

PAGE = 50
CHUNK = 1_000  # rows of an export in memory at once


@dataclass(frozen=True, slots=True)
class Differing:
    """A line that would get other codes; ``stored`` tells that it has a page of its own."""

    number: int
    batch: str
    message: int
    position: int
    stored: bool
    provider: str
    month: date
    reference: str
    code: str
    side: Side
    was: tuple[str, ...]
    would: tuple[str, ...]
    rules: tuple[str, ...]
    cents: int


@dataclass(frozen=True, slots=True)
class LinesPage:
    """Part of the list, what was chosen in all, and where the next part begins if any."""

    rows: tuple[Differing, ...]
    chosen: Total
    next: int | None


def lines_page(session: Session, run_id: int, choice: Choice) -> LinesPage:
    """Fifty chosen lines, in the order of receipt; a fixed number of queries."""
    wanted = list(conditions(run_id, choice))
    rows = _rows(session, wanted, choice.after, PAGE + 1)
    shown = rows[:PAGE]
    following = shown[-1].number if rows[PAGE:] else None
    return LinesPage(_lines(session, shown), _sum(session, wanted), following)


def every_line(session: Session, run_id: int, choice: Choice) -> Iterator[Differing]:
    """All that was chosen, in the order of receipt, a part of it in memory at a time."""
    wanted, after = list(conditions(run_id, choice)), 0
    while rows := _rows(session, wanted, after, CHUNK):
        yield from _lines(session, rows)
        after = rows[-1].number


def _rows(
    session: Session, wanted: Sequence[ColumnElement[bool]], after: int, limit: int
) -> Sequence[HindsightLineRecord]:
    row = HindsightLineRecord
    query = select(row).where(*wanted, row.number > after).order_by(row.number)
    return session.scalars(query.limit(limit)).all()


def _sum(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Total:
    cents = func.coalesce(func.sum(HindsightLineRecord.cents), 0)
    lines, total = session.execute(select(func.count(), cents).where(*wanted)).one()
    return Total(lines, int(total))


def _lines(session: Session, rows: Sequence[HindsightLineRecord]) -> tuple[Differing, ...]:
    messages = {row.message_id for row in rows}
    if not messages:
        return ()
    names, places = provider_names(session), places_of(session, messages)
    stored = processed(session, messages)
    return tuple(
        Differing(
            row.number, *places[row.message_id], row.position, row.message_id in stored,
            names[row.provider_id], row.month, row.reference, row.code, Side(row.side),
            tuple(row.was.split()), tuple(row.would.split()), tuple(row.rules.split()), row.cents,
        )
        for row in rows
    )  # fmt: skip
