"""What a year will come to: what was declared, what is still committed, and how late that comes.

All amounts are eurocents and all shares are fractions; nothing here is ever rounded to a float.
The past is the party's own: how much of a month of care had arrived after none, one, two, …
months, and how much of what was allocated was declared in the end. New allocations are not
foreseen: the forecast is of what is known today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, dropwhile

from declarations.periods import month_end

HORIZON = 12  # months after which nothing more is expected to come late
NOTHING, ALL, HALF = Fraction(0), Fraction(1), Fraction(1, 2)

Arrivals = Mapping[tuple[date, date], int]
"""Eurocents (awarded or waiting, credits taken off) by month of care and month of arrival."""


@dataclass(frozen=True, slots=True)
class Range:
    """A share between 0 and 1, and between which it was in single months."""

    low: Fraction
    expected: Fraction
    high: Fraction


UNKNOWN = Range(NOTHING, ALL, ALL)
OVER = Range(NOTHING, NOTHING, NOTHING)
CERTAIN = Range(ALL, ALL, ALL)


@dataclass(frozen=True, slots=True)
class Lateness:
    """How much of a month of care has still to arrive, by whole months since it.

    ``still[k]`` is the share that arrives more than k months later; beyond the last one nothing
    does. Without ``still`` there is no history.
    """

    still: tuple[Range, ...] = ()

    def after(self, months: int) -> Range:
        """What is still to come after so many whole months; all of it before the month itself."""
        if months < 0:
            return CERTAIN
        if months > HORIZON:
            return OVER
        if not self.still:
            return UNKNOWN
        return self.still[min(months, len(self.still) - 1)]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of care: what was declared and not sent back, and what was allocated.

    ``committed`` is the part of ``planned`` that was not declared yet.
    """

    month: date
    declared: int
    committed: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """What a month will come to, in eurocents: at least, probably and at most."""

    month: date
    low: int
    expected: int
    high: int


def months_between(earlier: date, later: date) -> int:
    """How many months one month is after another; below zero when it comes before."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def lateness(arrivals: Arrivals, today: date) -> Lateness:
    """How late declarations came in so far: chained from month to month (chain ladder).

    Of all months that are old enough, the amount that had arrived after k months is compared with
    that after k + 1; the month of ``today`` is not over and does not count. Months beyond what
    was ever seen are taken to bring nothing.
    """
    arrived = _arrived(arrivals, today)
    steps = [_step(arrived, months) for months in range(HORIZON)]
    if not any(steps):
        return Lateness()
    known = [each or CERTAIN for each in steps]
    return Lateness(
        tuple(
            Range(
                ALL - _product(each.high for each in known[months:]),
                ALL - _product(each.expected for each in known[months:]),
                ALL - _product(each.low for each in known[months:]),
            )
            for months in range(HORIZON + 1)
        )
    )


def _arrived(arrivals: Arrivals, today: date) -> dict[date, list[int]]:
    """By month of care what had arrived after 0, 1, 2, … months, as far as those are over."""
    found: dict[date, list[int]] = {}
    for month in {care for care, _ in arrivals}:
        over = min(months_between(month, today), HORIZON + 1)
        parts = [0] * max(over, 0)
        for (care, arrival), cents in arrivals.items():
            late = max(0, months_between(care, arrival))
            if care == month and late < over:
                parts[late] += cents
        found[month] = [max(0, each) for each in accumulate(parts)]
    return found


def _step(arrived: Mapping[date, Sequence[int]], months: int) -> Range | None:
    """Which share of what had arrived one month later was there already; None when never seen."""
    pairs = [
        (min(each[months], each[months + 1]), each[months + 1])
        for each in arrived.values()
        if len(each) > months + 1 and each[months + 1] > 0
    ]
    return _range(pairs)


def _range(pairs: Sequence[tuple[int, int | Fraction]]) -> Range | None:
    """The parts of their wholes together, with the smallest and the largest; at most 1."""
    if not pairs:
        return None
    single = [min(ALL, Fraction(part) / whole) for part, whole in pairs]
    together = Fraction(sum(part for part, _ in pairs)) / sum(whole for _, whole in pairs)
    return Range(min(single), min(ALL, together), max(single))


def _product(shares: Iterable[Fraction]) -> Fraction:
    found = ALL
    for each in shares:
        found *= each
    return found


def usage(months: Iterable[Month], late: Lateness, today: date) -> Range:
    """Which part of what was allocated is declared in the end, by the months that tell.

    A month tells when at least half of it should have arrived; what is still to come of it is
    left out of what it is compared with. Months before the first in which anything was declared
    say nothing: care was not declared here yet. Without any month that tells all is expected.
    """
    pairs = []
    for each in dropwhile(lambda month: month.declared == 0, months):
        there = ALL - late.after(months_between(each.month, today) - 1).expected
        if each.planned > 0 and there >= HALF:
            pairs.append((max(0, each.declared), each.planned * there))
    return _range(pairs) or CERTAIN


def forecast(months: Sequence[Month], late: Lateness, use: Range, today: date) -> list[Expected]:
    """What each month will come to: what was declared, and what of the committed still comes.

    Never less than was declared, never more than declared and committed together.
    """
    return [
        _expected(each, late.after(months_between(each.month, today) - 1), use) for each in months
    ]


def _expected(month: Month, still: Range, use: Range) -> Expected:
    def comes(used: Fraction, share: Fraction) -> int:
        amount = used * share * month.planned
        return min(month.committed, (2 * amount.numerator + amount.denominator)
                   // (2 * amount.denominator))  # fmt: skip

    return Expected(
        month.month,
        month.declared + comes(use.low, still.low),
        month.declared + comes(use.expected, still.expected),
        month.declared + comes(use.high, still.high),
    )


def cumulative(amounts: Iterable[int]) -> list[int]:
    """The running total after each month."""
    return list(accumulate(amounts))


def day_passed(
    months: Sequence[Expected], limit: int, amount: Callable[[Expected], int]
) -> date | None:
    """The day of care on which the running total goes over a limit; None when it never does.

    Within a month the amount is taken to come evenly, day by day.
    """
    before = 0
    for each in months:
        cents = amount(each)
        if before <= limit < before + cents:
            days = month_end(each.month).day
            return each.month + timedelta(days=(limit - before) * days // cents)
        before += cents
    return None


def percent_of(cents: int, percent: int) -> int:
    """A percentage of an amount, rounded down to whole eurocents."""
    return cents * percent // 100
