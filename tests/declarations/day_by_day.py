"""A second reading of how much an allocation may hold: days are walked one by one and counted.

Made from the text of the standard alone, it shares nothing with the core but the values it reads.
Volumes are counted in the unit of the allocation, as fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from declarations.facts import Allocation
from declarations.model import Line

OUTPUT = ("82", "83")  # counted by the Sunday; all other units by the weeks touched


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first up to and with the last."""
    while first <= last:
        yield first
        first += timedelta(days=1)


def week(day: date) -> tuple[int, int]:
    """The year and number of its ISO week."""
    return day.isocalendar()[:2]


def months(among: Iterable[date]) -> int:
    """How many calendar months the days lie in."""
    return len({(day.year, day.month) for day in among})


def weeks(among: Iterable[date]) -> int:
    """How many ISO weeks the days lie in."""
    return len({week(day) for day in among})


def turns(allocated: Allocation, until: date) -> list[date]:
    """The day on which each weekly output falls: its Sunday, for a broken last week the one
    before it, and without any the last day."""
    end = allocated.end or until
    sundays = [day for day in days(allocated.start, end) if day.isoweekday() == 7]
    if allocated.end is not None and not sundays:
        return [end]
    if allocated.end is not None and end.isoweekday() != 7:
        return [*sundays, sundays[-1]]
    return sundays


def most_in_period(allocated: Allocation, first: date, last: date) -> int | None:
    """What one product period may hold (TR321)."""
    volume, within = allocated.volume, list(days(first, last))
    if volume is None:
        return None
    if allocated.frequency == "1":
        return sum(volume for _ in within)
    if allocated.frequency == "2" and allocated.category == "01":
        return 6 * volume
    if allocated.frequency == "2" and allocated.unit in OUTPUT:
        return sum(volume for turn in turns(allocated, last) if turn in within)
    if allocated.frequency == "2":
        return weeks(within) * volume
    return volume


def most_in_all(allocated: Allocation) -> int | None:
    """What the allocation may hold from its first to its last day (TR322)."""
    volume, end = allocated.volume, allocated.end
    if volume is None or allocated.frequency == "6":
        return volume
    if end is None:
        return None
    whole = list(days(allocated.start, end))
    if allocated.frequency == "1":
        return len(whole) * volume
    if allocated.frequency == "4":
        return months(whole) * volume
    if allocated.unit in OUTPUT and allocated.category != "01":
        return len(turns(allocated, end)) * volume
    return weeks(whole) * volume


def counted(allocated: Allocation, unit: str, volume: int) -> Fraction:
    """A volume in the unit of the allocation; sixty minutes are an hour."""
    return Fraction(volume, 60 if (allocated.unit, unit) == ("04", "01") else 1)


class Reckoning:
    """Line after line on one allocation: the codes of each, and what counts so far."""

    def __init__(self, allocated: Allocation) -> None:
        self.allocated = allocated
        self.volume = Fraction(0)
        self.cents = 0

    def judge(self, line: Line) -> list[str]:
        """The volume codes of a line; one without any counts from now on."""
        allocated = self.allocated
        declared = counted(allocated, line.unit, line.volume)
        if line.credit:
            self.count(line)
            return []
        period, total = most_in_period(allocated, line.start, line.end), most_in_all(allocated)
        broken = {
            "9321": period is not None and declared > period,
            "9322": total is not None and self.volume + declared > total,
            "9369": allocated.budget is not None and self.cents + line.amount > allocated.budget,
        }
        codes = [code for code, is_broken in broken.items() if is_broken]
        if not codes:
            self.count(line)
        return codes

    def count(self, line: Line) -> None:
        """Let an awarded line count; a credit takes off."""
        sign = -1 if line.credit else 1
        self.volume += sign * counted(self.allocated, line.unit, line.volume)
        self.cents += sign * line.amount
