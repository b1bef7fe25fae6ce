"""Asking what the past would come to, stopping that, and putting the answer away.

A municipality asks one thing at a time: whoever asks while something runs is led to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.hindsight.book import book_with
from portal.hindsight.records import (
    RUNNING,
    STOPPED,
    HindsightLineRecord,
    HindsightRuleRecord,
    HindsightRunRecord,
)
from portal.hindsight.service import AsOf
from portal.intake.again import About, count_judged
from portal.jobs.service import enqueue_reassessment
from portal.store.conflict import insert_into

KEPT = timedelta(days=90)
"""How long an answer is kept after it was asked for."""

TRIES = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to know; ``rule`` is tried as if it rejected already, if not empty."""

    first: date
    last: date
    as_of: AsOf
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, for which municipality, and when."""

    municipality_id: int
    account_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the answer will be; ``same`` tells that it is the answer to just this wish."""

    run_id: int
    same: bool


def ask(session: Session, asker: Asker, wish: Wish, form_key: str) -> Asked:
    """Begin to answer, unless this form asked before or something runs for the municipality."""
    for _attempt in range(TRIES):
        run_id = _begin(session, asker, wish, form_key)
        if run_id is not None:
            _note(session, asker, Action.HINDSIGHT_ASKED, run_id, wish)
            enqueue_reassessment(session, run_id)
            return Asked(run_id, True)
        found = _in_the_way(session, asker.municipality_id, form_key)
        if found is not None:  # else it ended just now
            return Asked(found.id, found.form_key == form_key or _wish_of(found) == wish)
    raise AssertionError("unreachable: nobody begins and ends that quickly")


def stop(session: Session, asker: Asker, run_id: int) -> bool:
    """Let the worker leave it at what was found by now; False where nothing of theirs runs."""
    row = _own(session, asker, run_id)
    if row is None or row.state != RUNNING:
        return False
    row.state, row.stopped_by, row.moved_at = STOPPED, asker.account_id, asker.at
    _note(session, asker, Action.HINDSIGHT_STOPPED, run_id, _wish_of(row))
    return True


def put_away(session: Session, asker: Asker, run_id: int) -> bool:
    """Delete an answer; False where it is not theirs or still runs."""
    row = _own(session, asker, run_id)
    if row is None or row.state == RUNNING:
        return False
    _note(session, asker, Action.HINDSIGHT_DELETED, run_id, _wish_of(row))
    session.delete(row)  # its lines go with it
    return True


def forget_old(session: Session, now: datetime) -> int:
    """Delete the answers that were asked for too long ago; gives how many."""
    run = HindsightRunRecord
    old = select(run.id).where(run.asked_at < now - KEPT).scalar_subquery()
    for part in (HindsightRuleRecord, HindsightLineRecord):
        session.execute(delete(part).where(part.run_id.in_(old)))
    gone = session.execute(delete(run).where(run.asked_at < now - KEPT).returning(run.id))
    return len(gone.all())


def _begin(session: Session, asker: Asker, wish: Wish, form_key: str) -> int | None:
    about = About(wish.first, wish.last, asker.municipality_id, asker.at)
    made = session.execute(
        insert_into(session, HindsightRunRecord)
        .values(
            municipality_id=asker.municipality_id, account_id=asker.account_id,
            form_key=form_key, asked_at=asker.at, first=wish.first, last=wish.last,
            as_of=wish.as_of.value, rule=wish.rule, rulebook=book_with(wish.rule).version,
            state=RUNNING, moved_at=asker.at, total=count_judged(session, about),
            **dict.fromkeys(("reached", "messages", "unread", "lines", "failures"), 0),
        )
        .on_conflict_do_nothing()
        .returning(HindsightRunRecord.id)
    )  # fmt: skip
    found: int | None = made.scalar_one_or_none()
    return found


def _in_the_way(session: Session, municipality_id: int, form_key: str) -> HindsightRunRecord | None:
    """What this form asked before, or else what runs."""
    run = HindsightRunRecord
    return session.scalars(
        select(run)
        .where(
            run.municipality_id == municipality_id,
            (run.form_key == form_key) | (run.state == RUNNING),
        )
        .order_by((run.form_key == form_key).desc())
        .limit(1)
    ).one_or_none()


def _own(session: Session, asker: Asker, run_id: int) -> HindsightRunRecord | None:
    run = HindsightRunRecord
    return session.scalars(
        select(run)
        .where(run.id == run_id, run.municipality_id == asker.municipality_id)
        .with_for_update()
    ).one_or_none()


def _wish_of(row: HindsightRunRecord) -> Wish:
    return Wish(row.first, row.last, AsOf(row.as_of), row.rule)


def _note(session: Session, asker: Asker, action: Action, run_id: int, wish: Wish) -> None:
    asked = {
        "first": str(wish.first), "last": str(wish.last), "as_of": wish.as_of.value,
        "rule": wish.rule,
    }  # fmt: skip
    event = Event(
        action, Subject.HINDSIGHT_RUN, run_id, asker.account_id, asker.at, asker.municipality_id,
        detail=asked,
    )  # fmt: skip
    record(session, event)
