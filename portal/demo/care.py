"""What is bought, allocated and delivered, as values: the truth that declarations tell of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from random import Random

from declarations.allocations import DELETED, AllocatedProduct, AllocationMessage, Contact
from declarations.model import EUROS, HOURS, MINUTES, Line
from declarations.money import minute_tariff, minutes_amount
from declarations.periods import month_end
from portal.demo.window import Lane

WEEKLY, MONTHLY = "2", "4"
_HOME = Contact("01", has_address=True, has_house_and_postcode=True, has_telephone=False)


@dataclass(frozen=True, slots=True)
class Supply:
    """A product that a provider delivers to a municipality under one contract.

    ``tariffs`` holds eurocents by first day, in order; a product in euros has none. The contract
    runs up to and with ``last``.
    """

    lane: Lane
    category: str
    code: str
    unit: str
    tariffs: tuple[tuple[date, int], ...]
    first: date
    last: date

    def tariff_on(self, day: date) -> int | None:
        """The tariff in force on a day on which the contract runs."""
        started = [cents for start, cents in self.tariffs if start <= day]
        return started[-1] if started else None


@dataclass(frozen=True, slots=True)
class Revision:
    """A later version of an allocation: told on a Monday, with its reason (WMO002/JZ002)."""

    told: date
    reason: str
    end: date | None


@dataclass(frozen=True, slots=True)
class Care:
    """One allocation and the care delivered on it.

    ``end`` is what both parties agree on in the end; ``first_end`` what the first version said.
    ``budget`` in eurocents stands for an allocation of a category, without a product code.
    ``told`` is the Monday the 301 went out. Unused care was never delivered.
    """

    number: int
    bsn: str
    born: date
    supply: Supply
    start: date
    end: date | None
    first_end: date | None
    volume: int
    frequency: str
    told: date
    budget: int | None = None
    in_minutes: bool = False
    unused: bool = False
    late: bool = False
    revision: Revision | None = None

    @property
    def deleted(self) -> bool:
        """Whether the municipality took the allocation back."""
        return self.revision is not None and self.revision.reason == DELETED

    def messages(self) -> list[tuple[date, AllocationMessage]]:
        """The 301 messages about it, with the day each is sent."""
        first = self._product(self.told, self.first_end)
        told = [(self.told, self._message(self.told, first))]
        if (revision := self.revision) is not None:
            product = self._product(revision.told, revision.end)
            product = replace(product, reason=revision.reason)
            told.append((revision.told, self._message(revision.told, product)))
        return told

    def _product(self, told: date, end: date | None) -> AllocatedProduct:
        named = self.budget is None
        return AllocatedProduct(
            number=self.number,
            assigned_at=datetime.combine(told, time(10, self.number % 60)),
            start=self.start,
            end=end,
            category=self.supply.category,
            code=self.supply.code if named else None,
            volume=self.volume if named else None,
            unit=self.supply.unit if named else None,
            frequency=self.frequency if named else None,
            budget=self.budget,
        )

    def _message(self, dated: date, product: AllocatedProduct) -> AllocationMessage:
        provider, municipality, law = self.supply.lane
        return AllocationMessage(
            law=law, municipality=municipality, provider=provider,
            identification=f"T{self.number}-{product.reason or '00'}", dated=dated,
            bsn=self.bsn, born=self.born, born_usage=None, contacts=(_HOME,), relations=(),
            products=(product,),
        )  # fmt: skip

    def line(self, month: date, chance: Random) -> Line | None:
        """What is declared for a month, still without a reference; None when there was no care."""
        start, end = max(month, self.start), min(month_end(month), self.end or date.max)
        if start > end or not self.supply.first <= start <= self.supply.last:
            return None
        line = Line(
            reference="", previous_reference=None, allocation=self.number,
            category=self.supply.category, code=self.supply.code, start=start, end=end,
            volume=0, unit=self.supply.unit, tariff=self.supply.tariff_on(start), amount=0,
            credit=False,
        )  # fmt: skip
        return self.of_volume(line, self._delivered((end - start).days + 1, month, chance))

    def _delivered(self, days: int, month: date, chance: Random) -> int:
        if self.supply.unit == "14":
            return max(1, days - chance.choice((0, 0, 0, 1, 2)))
        share = chance.choice((1.0, 1.0, 0.95, 0.9, 0.8, 0.7))
        if self.frequency == WEEKLY:
            return max(1, int(self.volume * (days // 7) * share))
        return max(1, int(self.volume * share * days / month_end(month).day))

    def of_volume(self, line: Line, volume: int) -> Line:
        """The line about that many of the allocated unit, at its tariff; hours go as minutes where
        the provider counts in them."""
        hourly = self.supply.tariff_on(line.start)
        if self.supply.unit == EUROS or hourly is None:
            return replace(line, unit=EUROS, volume=volume, tariff=None, amount=volume)
        if self.in_minutes and self.supply.unit == HOURS:
            minutes = volume * 60
            return replace(
                line, unit=MINUTES, volume=minutes, tariff=minute_tariff(hourly),
                amount=minutes_amount(hourly, minutes),
            )  # fmt: skip
        return replace(line, volume=volume, tariff=hourly, amount=volume * hourly)
