"""Lump sums: what may be drawn from a budget, how it moves, and how it is shared and spread.

All amounts are whole eurocents. A budget is a hard limit: what is reserved and drawn never comes
above ``upper``, nor below zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LARGEST = 10**12  # eurocents; more than any municipality pays in one go
WHOLE_SHARE = 10_000  # basis points


class BudgetExceeded(Exception):
    """More was asked than the budget has free; nothing has changed. ``free`` in eurocents."""

    def __init__(self, free: int) -> None:
        super().__init__(f"only {free} eurocents are free")
        self.free = free


class BudgetInUse(Exception):
    """The budget cannot become less than what was reserved and drawn from it already."""

    def __init__(self, upper: int, used: int) -> None:
        super().__init__(f"{used} eurocents are reserved or drawn, more than {upper}")
        self.upper, self.used = upper, used


class Move(StrEnum):
    """What happens to money of a budget."""

    SET = "set"  # the budget becomes more or less
    RESERVE = "reserve"
    FREE = "free"
    DRAW = "draw"
    RETURN = "return"
    RECLAIM = "reclaim"  # the provider owes it back, and the budget is that much less


_WAYS: Mapping[Move, tuple[str, str]] = {
    Move.SET: ("upper", "free"),
    Move.RESERVE: ("free", "reserved"),
    Move.FREE: ("reserved", "free"),
    Move.DRAW: ("reserved", "drawn"),
    Move.RETURN: ("drawn", "reserved"),
    Move.RECLAIM: ("drawn", "upper"),
}
ACCOUNTS = ("upper", "free", "reserved", "drawn")


def entries_of(move: Move, cents: int) -> tuple[tuple[str, int], ...]:
    """Account and signed amount of both sides of a move; they sum to zero."""
    source, target = _WAYS[move]
    return ((source, -cents), (target, cents))


def upper_of(amount: int, bandwidth: int) -> int:
    """The most that can be drawn: the amount and ``bandwidth`` percent, down to the cent."""
    return amount + amount * bandwidth // 100


def lower_of(amount: int, bandwidth: int) -> int:
    """The other end of the bandwidth: the amount less as much as ``upper_of`` adds."""
    return amount - amount * bandwidth // 100


@dataclass(frozen=True, slots=True)
class Balance:
    """What a budget has, in eurocents."""

    upper: int
    reserved: int = 0
    drawn: int = 0

    @property
    def free(self) -> int:
        """What can still be asked for."""
        return self.upper - self.reserved - self.drawn

    @property
    def used(self) -> int:
        """What is promised or paid already."""
        return self.reserved + self.drawn

    @property
    def holds(self) -> bool:
        """Whether the budget is within its limits."""
        return self.reserved >= 0 and self.drawn >= 0 and self.used <= self.upper

    def after(self, move: Move, cents: int) -> Balance:
        """The balance after a move; for ``SET`` cents are the difference.

        Raises BudgetExceeded when more is reserved than is free, BudgetInUse when the budget would
        become less than is used, and ValueError when more would go back than there is.
        """
        if move is Move.SET:
            if self.upper + cents < self.used:
                raise BudgetInUse(self.upper + cents, self.used)
            return Balance(self.upper + cents, self.reserved, self.drawn)
        if cents <= 0:
            raise ValueError("an amount that moves is more than nothing")
        if move is Move.RESERVE and cents > self.free:
            raise BudgetExceeded(self.free)
        if move is Move.RECLAIM:
            if cents > self.drawn:
                raise ValueError(f"{cents} is more than was drawn")
            return Balance(self.upper - cents, self.reserved, self.drawn - cents)
        sides = {"free": self.free, "reserved": self.reserved, "drawn": self.drawn}
        for account, signed in entries_of(move, cents):
            sides[account] += signed
        if min(sides.values()) < 0:
            raise ValueError(f"{move} of {cents} takes more than there is")
        return Balance(self.upper, sides["reserved"], sides["drawn"])


def split(cents: int, shares: Mapping[str, int]) -> dict[str, int]:
    """An amount over the members of a consortium by their shares (any unit), to the cent.

    Each gets its part rounded down; the cents that are left go one by one to the largest
    remainders, of equal ones to the larger share and then to the name that comes first. So nobody
    is more than a cent from its exact part. Raises ValueError without a share above zero.
    """
    whole = sum(shares.values())
    if whole <= 0 or min(shares.values()) < 0 or cents < 0:
        raise ValueError("shares are whole numbers of which one at least is above zero")
    parts = {name: cents * share // whole for name, share in shares.items()}
    order = sorted(shares, key=lambda name: (-(cents * shares[name] % whole), -shares[name], name))
    for name in order[: cents - sum(parts.values())]:
        parts[name] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a budget and the day from which it is meant to be drawn; counted from 1."""

    number: int
    due: date
    cents: int


def instalments_of(amount: int, year: int, count: int) -> tuple[Instalment, ...]:
    """The budget of a year in equal instalments, to the cent; the first is due on 1 January.

    Up to twelve begin with a month, more are spread over the days of the year.
    """
    edges = [amount * place // count for place in range(count + 1)]
    return tuple(
        Instalment(place + 1, _due(year, place, count), edges[place + 1] - edges[place])
        for place in range(count)
    )


def _due(year: int, place: int, count: int) -> date:
    first = date(year, 1, 1)
    if count <= 12:
        return first.replace(month=1 + 12 * place // count)
    days = (date(year + 1, 1, 1) - first).days
    return date.fromordinal(first.toordinal() + days * place // count)


def covered(instalments: Sequence[Instalment], drawn: int) -> tuple[int, ...]:
    """How many eurocents of each instalment were drawn, when the first ones are drawn first."""
    left, found = drawn, []
    for each in instalments:
        part = min(each.cents, max(left, 0))
        found.append(part)
        left -= part
    return tuple(found)
