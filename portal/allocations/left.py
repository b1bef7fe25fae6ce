"""What of an allocation was declared so far, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from declarations.allowance import most_in_all
from declarations.facts import Allocation

HOURS, MINUTES, EUROS = "04", "01", "83"
MINUTES_AN_HOUR = 60


class Counted(Protocol):
    """What was awarded in one unit."""

    @property
    def volume(self) -> int:
        """Units."""

    @property
    def cents(self) -> int:
        """Eurocents."""


@dataclass(frozen=True, slots=True)
class Use:
    """What was awarded on an allocation, in ``unit``; eurocents where that is the euro (83).

    ``most`` is what the whole allocation may hold, None where it sets no total. ``cents`` is what
    was awarded in money.
    """

    used: int
    most: int | None
    unit: str | None
    cents: int

    @property
    def left(self) -> int | None:
        """What may still be declared; never below zero."""
        return None if self.most is None else max(0, self.most - self.used)

    @property
    def percent(self) -> int | None:
        """How much is used up, rounded down."""
        if self.most is None:
            return None
        return self.used * 100 // self.most if self.most else 100

    @property
    def in_euros(self) -> bool:
        """Whether the figures are eurocents."""
        return self.unit == EUROS


def use_of(allocated: Allocation, counted: Mapping[str, Counted]) -> Use:
    """What is used of an allocation, given what was awarded on it by unit.

    Minutes on an allocation in hours count as hours, a broken hour as a whole one.
    """
    cents = sum(each.cents for each in counted.values())
    if allocated.budget is not None:
        return Use(cents, allocated.budget, EUROS, cents)
    own = counted.get(allocated.unit or "")
    used = own.volume if own else 0
    if allocated.unit == HOURS and (minutes := counted.get(MINUTES)):
        used += -(-minutes.volume // MINUTES_AN_HOUR)
    return Use(used, most_in_all(allocated), allocated.unit, cents)
