"""What an allocation lets a municipality expect in a year, as far as it can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from declarations.allowance import most_in, period_in
from declarations.facts import Allocation, Tariff
from declarations.model import Law
from declarations.tariffs import tariffs_on

IN_TOTAL = "6"
HOURS, MINUTES, MINUTES_AN_HOUR = "04", "01", 60


@dataclass(frozen=True, slots=True)
class Expected:
    """The contract that pays for it, and the eurocents that a year may come to."""

    contract: int
    cents: int


def expected_in(
    allocated: Allocation, law: Law, tariffs: Sequence[Tariff], year: int
) -> Expected | None:
    """What may be declared on an allocation in a year; None where that cannot be worked out.

    A volume per day, week or month counts month by month, against the tariff on the first day
    that is allocated in it. A total or a budget is spread evenly over the days of the allocation;
    without an end that is not possible.
    """
    if allocated.budget is not None:
        return _of_budget(allocated, tariffs, year)
    found, cents = None, 0
    for number in range(1, 13):
        period = period_in(allocated, date(year, number, 1))
        if period is None:
            continue
        tariff = next(iter(tariffs_on(tariffs, period.start, allocated)), None)
        volume = most_in(allocated, period)
        worth = None if tariff is None else _worth(allocated, tariff)
        if tariff is None or worth is None or volume is None:
            return None
        found = found or tariff.contract
        cents += volume * worth
    if found is None:
        return None
    if allocated.frequency == IN_TOTAL:
        return _of_total(allocated, found, tariffs, year)
    return Expected(found, cents)


def _worth(allocated: Allocation, tariff: Tariff) -> int | None:
    """What one unit of the allocation is paid, in eurocents."""
    if tariff.cents is None:
        return None
    if allocated.unit == tariff.unit:
        return tariff.cents
    if (allocated.unit, tariff.unit) == (HOURS, MINUTES):
        return tariff.cents * MINUTES_AN_HOUR
    return None


def _of_budget(allocated: Allocation, tariffs: Sequence[Tariff], year: int) -> Expected | None:
    share = _days_in(allocated, year)
    if share is None or allocated.budget is None or not tariffs:
        return None
    days, whole = share
    return Expected(tariffs[0].contract, allocated.budget * days // whole)


def _of_total(
    allocated: Allocation, contract: int, tariffs: Sequence[Tariff], year: int
) -> Expected | None:
    share = _days_in(allocated, year)
    worth = _worth(allocated, tariffs[0])
    if share is None or worth is None or allocated.volume is None:
        return None
    days, whole = share
    return Expected(contract, allocated.volume * worth * days // whole)


def _days_in(allocated: Allocation, year: int) -> tuple[int, int] | None:
    """Its days in the year and in all; None for one without an end."""
    if allocated.end is None:
        return None
    start, end = max(allocated.start, date(year, 1, 1)), min(allocated.end, date(year, 12, 31))
    return max(0, (end - start).days + 1), (allocated.end - allocated.start).days + 1
