"""Which tariff counts: that of the day, or for an old decision that of the contract it began under.

A contract that ended may let care go on for decisions from before its end, at its own tariffs, up
to a date (decision 37). New decisions, and those taken again, fall under the contracts of now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from declarations.facts import Allocation, Tariff
from declarations.money import round_half_up

WHOLE = 100
PARTS = 10_000  # of an index: shares and rates are in hundredths of a percent


def tariffs_on(
    agreed: Iterable[Tariff], day: date, allocated: Allocation | None
) -> tuple[Tariff, ...]:
    """The tariffs that count for care on a day, under its allocation where there is one.

    An allocation that began while a contract ran stays with it for as long as that lets care go
    on, also when another contract has the product by now.
    """
    found = tuple(agreed)
    if allocated is not None:
        continued = tuple(each for each in found if each.continues(day, allocated.start))
        if continued:
            return continued
    return tuple(each for each in found if each.covers(day))


def part_of(reference_cents: int, percentage: int) -> int:
    """A percentage of a reference tariff in eurocents, half a cent rounded up."""
    return round_half_up(reference_cents * percentage, WHOLE)


def indexed(cents: int, rates: Sequence[tuple[int, int]]) -> int:
    """A tariff after indexation, half a cent rounded up.

    ``rates`` are pairs of a share of the tariff and how much that share rises, such as wages and
    material, all in hundredths of a percent; the shares are 10,000 together, a rate may be
    negative.
    """
    rise = sum(share * rate for share, rate in rates)
    return round_half_up(cents * (PARTS * PARTS + rise), PARTS * PARTS)
