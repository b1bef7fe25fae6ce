"""Filling a database with the demonstration, step by step; what was cut off goes on.

Each step is one transaction, and the audit trail says in it how far the work is. So pages are
served meanwhile, a filler that is killed leaves a whole number of steps, and two of them at once
do nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.allocations.presence import any_allocated
from portal.audit.latest import latest_detail
from portal.audit.service import Event, Subject, record
from portal.clock import Clock, FixedClock
from portal.contracts.service import load_region, open_region
from portal.demo.desk import Desk
from portal.demo.staff import staffed
from portal.demo.timeline import timeline
from portal.demo.window import Window
from portal.identity.service import system_account
from portal.parties.service import region_names
from portal.store.crypto import Keyring
from schemas.region import Region

REGION = "hart-van-brabant"
FILLED = "region.demonstrated"
STEP = 5  # happenings in one transaction: short, as others wait for it
TURN = 5_902_771_180_336_424  # an arbitrary number, the same in every process
WHOLE = 100  # percent


class WorkThere(Exception):
    """The municipalities of the demonstration have allocations that are not of it."""


class OtherDemonstration(Exception):
    """It was begun by a version of the portal that tells it otherwise; it cannot go on."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a demonstration is: happenings done of all of them, and what they follow from.

    ``size`` is in percent of a whole one.
    """

    today: date
    size: int
    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be done."""
        return self.done >= self.total


def find_progress(session: Session) -> Progress | None:
    """How far the demonstration in this database is; None when it was never begun."""
    found = latest_detail(session, FILLED)
    if found is None:
        return None
    today = date.fromisoformat(found["today"])
    return Progress(today, found["size"], found["done"], found["total"])


def begin(session: Session, clock: Clock, today: date, size: int = WHOLE) -> Progress:
    """Load the region of the demonstration with its accounts, and note what is to come.

    One that was begun before stays as it is. Raises WorkThere where the region is in use.
    """
    _take_turn(session)
    known = find_progress(session)
    if known is not None:
        return known
    region = staffed(open_region(REGION, accounts=True))
    actor = system_account(session).id
    load_region(session, region, FixedClock.on(Window(today).opening), actor)
    if any_allocated(session, [each.code for each in region.municipalities]):
        raise WorkThere
    progress = Progress(today, size, 0, len(timeline(region, today, size / WHOLE)))
    _note(session, region, progress, clock, actor)
    return progress


class Demonstration:
    """A demonstration that was begun, to be filled until it is finished."""

    def __init__(self, begun: Progress, clock: Clock, keyring: Keyring) -> None:
        """Draw everything that happens; raises OtherDemonstration where that became different."""
        self._region = staffed(open_region(REGION, accounts=True))
        self._happenings = timeline(self._region, begun.today, begun.size / WHOLE)
        self._clock, self._keyring = clock, keyring
        if len(self._happenings) != begun.total:
            raise OtherDemonstration

    def step(self, session: Session) -> Progress:
        """Let the next few things happen; the caller's transaction holds them and the note."""
        _take_turn(session)
        known = find_progress(session)
        if known is None:
            raise OtherDemonstration
        if known.finished:
            return known
        actor = system_account(session).id
        desk = Desk(session, self._region, self._keyring, actor)
        for each in self._happenings[known.done : known.done + STEP]:
            desk.take(each)
        progress = replace(known, done=min(known.done + STEP, known.total))
        _note(session, self._region, progress, self._clock, actor)
        return progress


def _take_turn(session: Session) -> None:
    """Fillers wait for one another; on SQLite the write lock sees to that."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def _note(session: Session, region: Region, progress: Progress, clock: Clock, actor: int) -> None:
    [region_id] = [key for key, name in region_names(session).items() if name == region.name]
    detail = {
        "today": progress.today.isoformat(), "size": progress.size, "done": progress.done,
        "total": progress.total,
    }  # fmt: skip
    record(session, Event(FILLED, Subject.REGION, region_id, actor, clock.now(), detail=detail))
