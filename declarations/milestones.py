"""Trajectories that are declared in agreed parts, at milestones (decision 36).

Such a trajectory is a specific allocation of euros in all (unit 83, frequency 6). Its contract
says in which whole percentages of them it is declared: 70 % at the start, 30 % at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from declarations.allowance import IN_TOTAL
from declarations.facts import Allocation, Tariff
from declarations.model import EUROS
from declarations.money import round_half_up

WHOLE = 100
A_CENT = 1


def in_parts(allocated: Allocation) -> bool:
    """Whether an allocation is one that may be declared at milestones."""
    return (
        allocated.unit == EUROS and allocated.frequency == IN_TOTAL and allocated.code is not None
    )


def agreed_milestones(tariffs: Iterable[Tariff]) -> tuple[int, ...]:
    """The percentages that a contract agrees on for a product in euros; none where it does not."""
    return next((each.milestones for each in tariffs if each.unit == EUROS), ())


def part(percentage: int, whole: int) -> int:
    """Eurocents of one part of a whole in eurocents, a half cent rounded up."""
    return round_half_up(percentage * whole, WHOLE)


def nearest(percentages: Sequence[int], whole: int, cents: int) -> int:
    """The percentage whose part comes nearest to an amount; the first of two as near."""
    return min(percentages, key=lambda each: abs(cents * WHOLE - each * whole))


def reached(percentages: Sequence[int], whole: int, cents: int) -> int | None:
    """The percentage that an amount is, but for a cent; None for an amount that is no part."""
    found = nearest(percentages, whole, cents)
    return found if abs(cents - part(found, whole)) <= A_CENT else None


def still_open(percentages: Sequence[int], whole: int, parts: Iterable[int]) -> tuple[int, ...]:
    """The percentages of which no part was declared yet, in their order."""
    left = list(percentages)
    for cents in parts:
        found = reached(percentages, whole, cents)
        if found in left:
            left.remove(found)
    return tuple(left)
