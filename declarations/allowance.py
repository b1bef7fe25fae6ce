"""How much an allocation leaves room for: in one product period, and in all (decision 7).

The calculation of the standard for the volume that a period may hold at most (IV077, IV078). It
holds lines against their allocation (TR321, TR322) and helps whoever fills them in.

A limit counts in the unit of the allocation, and in minutes where that is the hour: minutes may
be declared on hours (IV081), and a broken hour must not be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from declarations.facts import Allocation
from declarations.model import HOURS, MINUTES, Period
from declarations.periods import month_end, same_month

PER_DAY, PER_WEEK, PER_MONTH, IN_TOTAL = "1", "2", "4", "6"
PER_SUNDAY = frozenset({"82", "83"})
HELP_AT_HOME = "01"
"""A category of the Wmo alone: the youth act numbers its categories from 31."""
MOST_WEEKS = 6
MINUTES_AN_HOUR = 60
WEEK = timedelta(days=7)
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Balance:
    """What was awarded on an allocation so far: units of its own unit, and eurocents."""

    volume: int = 0
    cents: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be declared; None where the allocation sets no such limit.

    ``volume`` is in the unit of the allocation, ``cents`` in eurocents. Neither is below zero.
    """

    volume: int | None = None
    cents: int | None = None


def period_in(allocated: Allocation, month: date) -> Period | None:
    """The part of a month that the allocation covers (IV089); None where they do not meet."""
    start = max(month.replace(day=1), allocated.start)
    end = month_end(month)
    if allocated.end is not None:
        end = min(end, allocated.end)
    return Period(start, end) if start <= end else None


def measured(allocated: Allocation, unit: str, volume: int) -> int | None:
    """A declared volume as the limits of an allocation count it; None for a unit that does not fit.

    Hours and minutes on an allocation in hours are both counted in minutes.
    """
    if allocated.unit == HOURS:
        return volume * MINUTES_AN_HOUR if unit == HOURS else volume if unit == MINUTES else None
    return volume if unit == allocated.unit else None


def limit(allocated: Allocation, most: int) -> int:
    """A volume in the unit of the allocation, as ``measured`` counts."""
    return most * MINUTES_AN_HOUR if allocated.unit == HOURS else most


def room_in(allocated: Allocation, period: Period, balance: Balance) -> Room:
    """What a product period may still hold, given what was awarded before."""
    cents = None if allocated.budget is None else max(0, allocated.budget - balance.cents)
    most = most_in(allocated, period)
    total = most_in_all(allocated)
    if total is not None:
        left = max(0, total - balance.volume)
        most = left if most is None else min(most, left)
    return Room(most, cents)


def most_in(allocated: Allocation, period: Period) -> int | None:
    """The volume that one product period may hold at most (TR321)."""
    if allocated.volume is None:
        return None
    frequency = allocated.frequency
    if frequency == PER_DAY:
        return _days(period) * allocated.volume
    if frequency == PER_WEEK:
        if allocated.category == HELP_AT_HOME:
            return MOST_WEEKS * allocated.volume
        return _turns_in(allocated, period) * allocated.volume
    return allocated.volume


def most_in_all(allocated: Allocation) -> int | None:
    """The volume that the whole allocation may hold at most (TR322); None without an end."""
    if allocated.volume is None:
        return None
    if allocated.frequency == IN_TOTAL:
        return allocated.volume
    if allocated.end is None:
        return None
    whole = Period(allocated.start, allocated.end)
    if allocated.frequency == PER_DAY:
        return _days(whole) * allocated.volume
    if allocated.frequency == PER_WEEK:
        help_at_home = allocated.category == HELP_AT_HOME
        weeks = _weeks(whole) if help_at_home else _turns_in(allocated, whole)
        return weeks * allocated.volume
    return _months(whole) * allocated.volume


def _turns_in(allocated: Allocation, period: Period) -> int:
    """How many times the weekly volume fits: Sundays for output, else weeks touched."""
    if allocated.unit in PER_SUNDAY:
        return _sundays_in(allocated, period)
    return _weeks(period)


def _weeks(period: Period) -> int:
    """The calendar weeks, Monday to Sunday, that the period touches."""
    return (_monday(period.end) - _monday(period.start)) // WEEK + 1


def _sundays_in(allocated: Allocation, period: Period) -> int:
    """Sundays in the period; the last broken week goes with the last Sunday (IV076)."""
    found = _sundays(period)
    if allocated.end is None:
        return found
    last = _monday(allocated.end + timedelta(days=1)) - timedelta(days=1)
    if last < allocated.start:  # no Sunday at all: it counts once, where the allocation ends
        return int(same_month(allocated.end, period.end) or period.end >= allocated.end)
    broken = allocated.end.weekday() != SUNDAY and period.start <= last <= period.end
    return found + int(broken)


def _sundays(period: Period) -> int:
    first = period.start + timedelta(days=(SUNDAY - period.start.weekday()) % 7)
    return 0 if first > period.end else (period.end - first) // WEEK + 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(period: Period) -> int:
    return (period.end - period.start).days + 1


def _months(period: Period) -> int:
    years = period.end.year - period.start.year
    return years * 12 + period.end.month - period.start.month + 1
