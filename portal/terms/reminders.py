"""Reminders of clocks that nearly ran out or did: made, kept up with the clocks, and listed.

A reminder is one for a kind of term, what it is about, and a stage. Doing a round again changes
nothing, so that a worker that is killed or that works beside another loses and doubles none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from declarations.working_days import add_working_days
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.store.conflict import insert_into
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant
from portal.terms.calendar import holidays_around
from portal.terms.clocks import ROLES, Running, clocks_of
from portal.terms.records import ReminderRecord

NEAR, LATE = "near", "late"
NEAR_DAYS = 2  # working days before the last day

Key = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that stands: what of, who with, until when."""

    id: int
    kind: str
    stage: str
    due: date
    roles: tuple[str, ...]
    other: str
    count: int | None
    cents: int | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """What one round for a party did."""

    made: int
    done: int


def stage_of(clock: Running, today: date) -> str | None:
    """Which reminder a clock gives today; None while there is time enough."""
    if clock.due < today:
        return LATE
    near = add_working_days(clock.due, -NEAR_DAYS, holidays_around(clock.due))
    return NEAR if near <= today else None


def keep_up(session: Session, party: Tenant, clock: Clock, account_id: int) -> Round:
    """Make the reminders of this party that today asks for, and close those that are over."""
    wanted = {
        (each.kind, each.subject, each.subject_id, stage): each
        for each in clocks_of(session, party, clock.today())
        if (stage := stage_of(each, clock.today()))
    }
    known = _known(session, party)
    fresh = [key for key in wanted if known.get(key, (0, False))[1] is False]
    over = [number for key, (number, stands) in known.items() if stands and key not in wanted]
    for key in fresh:
        _make(session, party, wanted[key], key[3], clock.now())
    _close(session, over, clock.now())
    if fresh or over:
        record(session, _told(party, Round(len(fresh), len(over)), clock, account_id))
    return Round(len(fresh), len(over))


def reminders_for(session: Session, party: Tenant, role: str | None = None) -> list[Reminder]:
    """The reminders that stand, the first due first; those of one role where it is given."""
    row = ReminderRecord
    rows = session.scalars(
        select(row).where(_of(party), row.done_at.is_(None)).order_by(row.due, row.id)
    )
    found = map(_reminder, rows)
    return [each for each in found if role is None or role in each.roles]


def how_many(session: Session, party: Tenant, role: str) -> int:
    """How many reminders stand for a role of this party."""
    row = ReminderRecord
    asked = (_of(party), row.done_at.is_(None), (" " + row.roles + " ").like(f"% {role} %"))
    return session.scalar(select(func.count()).select_from(row).where(*asked)) or 0


def _of(party: Tenant) -> ColumnElement[bool]:
    row = ReminderRecord
    own = row.provider_id if party.scope is Scope.PROVIDER else row.municipality_id
    return own == party.id


def _known(session: Session, party: Tenant) -> dict[Key, tuple[int, bool]]:
    """Every reminder of the party ever: its id, and whether it stands."""
    row = ReminderRecord
    rows = session.execute(
        select(row.kind, row.object_type, row.object_id, row.stage, row.id, row.done_at).where(
            _of(party)
        )
    )
    return {(r[0], r[1], r[2], r[3]): (r.id, r.done_at is None) for r in rows}


def _make(session: Session, party: Tenant, clock: Running, stage: str, now: datetime) -> None:
    """Write a reminder, or let one stand again whose matter came back."""
    again: dict[str, Any] = {
        "detail": json.dumps({"other": clock.other, "count": clock.count, "cents": clock.cents}),
        "due": clock.due, "made_at": now, "mailed_at": None, "done_at": None,
    }  # fmt: skip
    of_provider = party.scope is Scope.PROVIDER
    insert = insert_into(session, ReminderRecord).values(
        provider_id=party.id if of_provider else None,
        municipality_id=None if of_provider else party.id,
        roles=" ".join(ROLES[clock.kind]), kind=clock.kind,
        object_type=clock.subject, object_id=clock.subject_id, stage=stage, **again,
    )  # fmt: skip
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["kind", "object_type", "object_id", "stage"],
            set_=again,
            where=ReminderRecord.done_at.is_not(None),
        )
    )


def _close(session: Session, numbers: Iterable[int], now: datetime) -> None:
    row = ReminderRecord
    over = (in_values(row.id, numbers), row.done_at.is_(None))
    session.execute(update(row).where(*over).values(done_at=now))


def _told(party: Tenant, what: Round, clock: Clock, account_id: int) -> Event:
    of_provider = party.scope is Scope.PROVIDER
    assert party.id is not None
    return Event(
        action=Action.REMINDER_MADE,
        object_type=Subject.PROVIDER if of_provider else Subject.MUNICIPALITY,
        object_id=party.id,
        account_id=account_id,
        occurred_at=clock.now(),
        provider_id=party.id if of_provider else None,
        municipality_id=None if of_provider else party.id,
        detail={"made": what.made, "done": what.done},
    )


def _reminder(row: ReminderRecord) -> Reminder:
    detail = json.loads(row.detail)
    return Reminder(
        row.id, row.kind, row.stage, row.due, tuple(row.roles.split()), detail["other"],
        detail["count"], detail["cents"], row.made_at,
    )  # fmt: skip


def stands_for(reminders: Sequence[Reminder], role: str) -> list[Reminder]:
    """Those of these reminders that are for a role."""
    return [each for each in reminders if role in each.roles]
