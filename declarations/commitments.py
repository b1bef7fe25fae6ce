"""What was allocated and is still to be declared, in eurocents by month of care.

An allocation is worth its volume times the tariff that is in force in the month; one without a
product, or with a budget of its own, is worth that budget. Where a month was declared already,
nothing more is expected of it; what was left over of it then is not committed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from declarations.allowance import IN_TOTAL, Balance, most_in_all, period_in
from declarations.facts import Allocation, Tariff
from declarations.model import EUROS, HOURS, MINUTES
from declarations.money import minutes_amount
from declarations.tariffs import tariffs_on

NOTHING_USED = Balance()


class Basis(StrEnum):
    """How an amount is known, or why it is not."""

    VOLUME = "volume"
    BUDGET = "budget"
    NO_SIZE = "no-size"
    NO_TARIFF = "no-tariff"
    SEVERAL_CONTRACTS = "several-contracts"

    @property
    def known(self) -> bool:
        """Whether there is an amount."""
        return self in (Basis.VOLUME, Basis.BUDGET)


@dataclass(frozen=True, slots=True)
class Committed:
    """A month of an allocation: eurocents, ``committed`` never more than ``planned``.

    ``planned`` is what the month is worth in all, ``committed`` what is still to be declared of
    it. Both are 0 where they cannot be known; ``basis`` says why. ``contracts`` are those that pay
    for it: one, or the several that may.
    """

    month: date
    contracts: tuple[int, ...]
    basis: Basis
    planned: int = 0
    committed: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an allocation so far.

    ``months`` are the first days of months with a line that stands or waits, ``used`` what was
    awarded in units of the allocation and in eurocents.
    """

    months: Collection[date] = ()
    used: Balance = NOTHING_USED


def commitments(
    allocated: Allocation, agreed: Iterable[Tariff], done: Done, until: date
) -> list[Committed]:
    """The months an allocation covers, each with what is planned and committed; in their order.

    ``agreed`` are the tariffs that may pay for it: those of its product, or of all products that
    it leaves open. ``until`` is the last day that is looked at, where the allocation has no end.
    A month without any contract is left out: nobody pays for it. So is a deleted allocation.
    """
    if allocated.deleted:
        return []
    tariffs = tuple(agreed)
    months = list(_months(allocated, until))
    in_total = allocated.budget is not None or allocated.frequency == IN_TOTAL
    amounts = _spread if in_total else _by_month
    return [each for each in amounts(allocated, tariffs, done, months) if each.contracts]


def _months(allocated: Allocation, until: date) -> Iterator[date]:
    month = allocated.start.replace(day=1)
    last = until if allocated.end is None else min(allocated.end, until)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    """The first day of the month after the one this first day is of."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _by_month(
    allocated: Allocation, tariffs: Sequence[Tariff], done: Done, months: Sequence[date]
) -> Iterator[Committed]:
    """A volume per day, week or month: what each month adds to the total so far.

    The parts of all months together are what the whole allocation may hold, for a week on the
    border of two months counts once. What was awarded already is taken off at the end.
    """
    left = None
    if (total := most_in_all(allocated)) is not None:
        left = max(0, total - done.used.volume)
    before = 0
    for month in months:
        period = period_in(allocated, month)
        if period is None:
            continue
        so_far = most_in_all(replace(allocated, end=period.end)) or 0
        volume, before = max(0, so_far - before), max(so_far, before)
        open_ = 0 if month in done.months else volume if left is None else min(volume, left)
        if left is not None:
            left -= open_
        yield _priced(allocated, tariffs, period.start, volume, open_)


def _priced(
    allocated: Allocation, tariffs: Sequence[Tariff], day: date, volume: int, open_volume: int
) -> Committed:
    """The month of a day with its amounts, where the tariff in force is one and the same."""
    month = day.replace(day=1)
    in_force = tariffs_on(tariffs, day, allocated)
    contracts = _contracts(in_force)
    if len(contracts) != 1:
        return Committed(month, contracts, Basis.SEVERAL_CONTRACTS)
    if allocated.volume is None:
        return Committed(month, contracts, Basis.NO_SIZE)
    if allocated.unit == EUROS:
        return Committed(month, contracts, Basis.VOLUME, volume, open_volume)
    prices = {(each.unit, each.cents) for each in in_force if _fits(each, allocated.unit)}
    if len(prices) != 1:
        return Committed(month, contracts, Basis.NO_TARIFF)
    unit, cents = prices.pop()
    planned, committed = (
        amount_of(each, allocated.unit or "", unit, cents or 0) for each in (volume, open_volume)
    )
    return Committed(month, contracts, Basis.VOLUME, planned, committed)


def _contracts(tariffs: Iterable[Tariff]) -> tuple[int, ...]:
    return tuple(sorted({each.contract for each in tariffs}))


def _fits(tariff: Tariff, unit: str | None) -> bool:
    if tariff.cents is None:
        return False
    return tariff.unit == unit or (unit == MINUTES and tariff.unit == HOURS)


def amount_of(volume: int, unit: str, tariff_unit: str, cents: int) -> int:
    """Eurocents of a volume at a tariff of the same unit, or of minutes at a tariff per hour."""
    if unit == MINUTES and tariff_unit == HOURS:
        return minutes_amount(cents, volume)
    return volume * cents


def _spread(
    allocated: Allocation, tariffs: Sequence[Tariff], done: Done, months: Sequence[date]
) -> Iterator[Committed]:
    """One amount for the whole term: what is left of it in even parts over the open months.

    Of a budget that is its own amount, of a volume in total that times the tariff of the month.
    """
    open_months = [month for month in months if month not in done.months]
    total = allocated.budget if allocated.budget is not None else allocated.volume
    used = done.used.cents if allocated.budget is not None else done.used.volume
    shares = dict(zip(months, even_parts(total or 0, len(months)), strict=True))
    left = max(0, (total or 0) - used)
    rest = dict(zip(open_months, even_parts(left, len(open_months)), strict=True))
    for month in months:
        part = rest.get(month, 0)
        day = max(month, allocated.start)
        planned = max(shares[month], part)
        if allocated.budget is None:
            yield _priced(allocated, tariffs, day, planned, part)
            continue
        contracts = _contracts(tariffs_on(tariffs, day, allocated))
        if len(contracts) != 1:
            yield Committed(month, contracts, Basis.SEVERAL_CONTRACTS)
        else:
            yield Committed(month, contracts, Basis.BUDGET, planned, part)


def even_parts(total: int, count: int) -> list[int]:
    """A whole number in so many parts that differ by one at most, together the total."""
    return [total * (place + 1) // count - total * place // count for place in range(count)]
