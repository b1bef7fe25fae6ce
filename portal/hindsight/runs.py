"""What a municipality asked about its past, and how far each answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.hindsight.asking import KEPT, Wish
from portal.hindsight.records import DONE, RUNNING, HindsightRunRecord
from portal.hindsight.service import AsOf
from portal.identity.colleagues import names_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Run:
    """A question with how far it is; ``by`` and ``stopped_by`` are names, where there are any."""

    id: int
    wish: Wish
    rulebook: str
    state: str
    asked_at: datetime
    moved_at: datetime
    by: str | None
    stopped_by: str | None
    total: int
    messages: int
    unread: int
    lines: int

    @property
    def running(self) -> bool:
        """Whether a worker is still at it."""
        return self.state == RUNNING

    @property
    def complete(self) -> bool:
        """Whether every message was looked at."""
        return self.state == DONE

    @property
    def looked_at(self) -> int:
        """Messages that were judged again, or did not open."""
        return self.messages + self.unread

    @property
    def kept_until(self) -> datetime:
        """When it is deleted by itself."""
        return self.asked_at + KEPT


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Part of the list, last asked first, and where the next part begins if any."""

    rows: tuple[Run, ...]
    next: int | None


def find_run(session: Session, municipality_id: int, run_id: int) -> Run | None:
    """One question of a municipality; None for one of others, as for none."""
    row = HindsightRunRecord
    query = select(row).where(row.id == run_id, row.municipality_id == municipality_id)
    return next(iter(_runs(session, session.scalars(query).all())), None)


def find_running(session: Session, municipality_id: int) -> Run | None:
    """What is being answered for a municipality now."""
    query = select(HindsightRunRecord).filter_by(municipality_id=municipality_id, state=RUNNING)
    return next(iter(_runs(session, session.scalars(query).all())), None)


def runs_page(session: Session, municipality_id: int, before: int | None) -> RunsPage:
    """What was asked, last first, from before a number on."""
    row = HindsightRunRecord
    query = select(row).where(row.municipality_id == municipality_id)
    if before is not None:
        query = query.where(row.id < before)
    rows = session.scalars(query.order_by(row.id.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    return RunsPage(_runs(session, shown), shown[-1].id if rows[PAGE:] else None)


def _runs(session: Session, rows: Sequence[HindsightRunRecord]) -> tuple[Run, ...]:
    people = {row.account_id for row in rows} | {row.stopped_by for row in rows if row.stopped_by}
    names = names_of(session, people) if people else {}
    return tuple(
        Run(
            row.id, Wish(row.first, row.last, AsOf(row.as_of), row.rule), row.rulebook, row.state,
            row.asked_at, row.moved_at, names.get(row.account_id),
            names.get(row.stopped_by or 0), row.total, row.messages, row.unread, row.lines,
        )
        for row in rows
    )  # fmt: skip
