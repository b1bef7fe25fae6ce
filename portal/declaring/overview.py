"""What is still to be declared: every municipality and law against the last months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from declarations.model import Law
from declarations.periods import month_end
from portal.allocations.declarable import allocated_in
from portal.clock import Clock
from portal.contracts.markets import markets_of
from portal.declaring.drafts import Draft, open_drafts
from portal.declaring.nil_returns import nil_returns_of
from portal.intake.standing import declared_since, waiting_for
from portal.parties.service import municipality_names
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant

MONTHS_SHOWN = 6
MONTHS_BACK = 24  # how far back a declaration can be begun here


class State(StrEnum):
    """How far a provider is with one month for one municipality under one law."""

    DECLARED = "declared"
    DRAFT = "draft"
    NIL = "nil"
    OPEN = "open"
    RUNNING = "running"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One month: its state, what was declared and awarded, the draft, and how much is allocated."""

    month: date
    state: State
    submitted_cents: int = 0
    awarded_cents: int = 0
    draft: str | None = None
    allocations: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality and law with its months, the oldest first.

    ``waiting`` tells that something was sent that has not been judged yet.
    """

    municipality_id: int
    municipality: str
    law: Law
    cells: tuple[Cell, ...]
    waiting: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The table, the drafts that wait, and how many months are still open."""

    months: tuple[date, ...]
    lines: tuple[Line, ...]
    drafts: tuple[Draft, ...]
    municipalities: dict[int, str]

    @property
    def open(self) -> int:
        """How many months are over and have neither declaration, draft nor nil return."""
        return sum(cell.state is State.OPEN for line in self.lines for cell in line.cells)


def overview_of(session: Session, provider_id: int, clock: Clock, keyring: Keyring) -> Overview:
    """Where this provider is with its declarations; a fixed number of queries."""
    months = months_until(clock.today(), MONTHS_SHOWN)
    party = Tenant(Scope.PROVIDER, provider_id)
    drafts = open_drafts(session, provider_id, keyring)
    names = municipality_names(session)
    known = _Known(
        declared={
            (each.municipality_id, each.law, each.month): (
                each.submitted_cents, each.awarded_cents,
            )
            for each in declared_since(session, party, months[0])
        },
        drafts={
            (d.municipality_id, d.law, d.month): d.public_id for d in drafts if d.kind == "lines"
        },
        nil={
            (each.municipality_id, each.law, each.month)
            for each in nil_returns_of(session, party, months[0], (True,))
        },
        allocated=allocated_in(session, provider_id, months),
        today=clock.today(),
    )  # fmt: skip
    waiting = waiting_for(session, provider_id)
    markets = sorted(markets_of(session, provider_id), key=lambda m: (names[m[0]], m[1]))
    lines = [
        Line(
            municipality_id, names[municipality_id], law,
            tuple(known.cell(municipality_id, law, month) for month in months),
            (municipality_id, law) in waiting,
        )
        for municipality_id, law in markets
    ]  # fmt: skip
    return Overview(months, tuple(lines), tuple(drafts), names)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known by municipality, law and month."""

    declared: dict[tuple[int, Law, date], tuple[int, int]]
    drafts: dict[tuple[int, Law, date], str]
    nil: set[tuple[int, Law, date]]
    allocated: dict[tuple[int, Law, date], int]
    today: date

    def cell(self, municipality_id: int, law: Law, month: date) -> Cell:
        key = (municipality_id, law, month)
        asked, awarded = self.declared.get(key, (0, 0))
        draft, allocations = self.drafts.get(key), self.allocated.get(key, 0)
        return Cell(month, self._state(key), asked, awarded, draft, allocations)

    def _state(self, key: tuple[int, Law, date]) -> State:
        if key in self.declared:
            return State.DECLARED
        if key in self.drafts:
            return State.DRAFT
        if key in self.nil:
            return State.NIL
        if not self.allocated.get(key):
            return State.NOTHING
        return State.OPEN if month_end(key[2]) < self.today else State.RUNNING


def months_until(today: date, count: int) -> tuple[date, ...]:
    """The first days of so many months up to and with this one, the oldest first."""
    month = today.replace(day=1)
    found = [month]
    while len(found) < count:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return tuple(reversed(found))
