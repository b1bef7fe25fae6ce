"""Calendar months, the periods every declaration is counted in."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def month_end(day: date) -> date:
    """The last day of the month that ``day`` lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def same_month(one: date, other: date) -> bool:
    """Whether two days lie in the same month of the same year."""
    return one.month == other.month and one.year == other.year


def years_back(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes 28 where there is none."""
    if day.year <= years:
        return date.min
    year = day.year - years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
