"""The days on which nobody works in the Netherlands, from the package ``holidays``.

The protocol speaks of working days and does not say which. Here New Year's Day, Easter Monday,
King's Day, Ascension Day, Whit Monday and both days of Christmas are none. Good Friday and 5 May
are working days, also in the years in which 5 May is a day off for many: the law on terms counts
them as holidays for terms in laws, but these terms are agreed, and so the clock is never slower
than a party may expect.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

WORKED_ON = frozenset(("Good Friday", "Liberation Day"))


def public_holidays(years: Iterable[int]) -> frozenset[date]:
    """The days off in these years; also those that fall in a weekend."""
    return frozenset().union(*(_in_year(year) for year in years))


def holidays_around(day: date) -> frozenset[date]:
    """The days off in the year of that day, the one before and the one after."""
    return public_holidays(range(day.year - 1, day.year + 2))


@lru_cache(maxsize=256)
def _in_year(year: int) -> frozenset[date]:
    known = holidays.country_holidays("NL", years=year, language="en_US")
    return frozenset(day for day, name in known.items() if name not in WORKED_ON)
