"""The clocks on a first screen: one tile for every kind of term that is the reader's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.store.tenant import Tenant
from portal.terms.choice import SOON
from portal.terms.clocks import ROLES, Running, clocks_of
from portal.terms.reminders import how_many


@dataclass(frozen=True, slots=True)
class Tile:
    """How many clocks of a kind run, and how many are late, end today, or end soon."""

    kind: str
    count: int
    late: int
    today: int
    soon: int

    @property
    def urgent(self) -> bool:
        """Whether something is late or ends today."""
        return bool(self.late or self.today)


def tiles_of(clocks: Sequence[Running], role: str) -> tuple[Tile, ...]:
    """The kinds that are this role's work and of which something runs, in the order of work."""
    return tuple(
        _tile(kind, found)
        for kind, roles in ROLES.items()
        if role in roles and (found := [clock for clock in clocks if clock.kind == kind])
    )


def _tile(kind: str, clocks: Sequence[Running]) -> Tile:
    return Tile(
        kind=kind,
        count=len(clocks),
        late=sum(clock.late for clock in clocks),
        today=sum(clock.left == 0 for clock in clocks),
        soon=sum(0 < clock.left <= SOON for clock in clocks),
    )


@dataclass(frozen=True, slots=True)
class OnDesk:
    """The terms on the first screen of a reader: tiles, and how many reminders stand."""

    tiles: tuple[Tile, ...]
    reminders: int


def on_desk(session: Session, party: Tenant, role: str, today: date) -> OnDesk:
    """What somebody with this role finds at the start of a day; a fixed number of queries."""
    tiles = tiles_of(clocks_of(session, party, today), role)
    return OnDesk(tiles, how_many(session, party, role))
