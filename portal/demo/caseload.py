"""Who gets which care: clients and their allocations, drawn from what a region has contracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from declarations.allocations import DELETED
from declarations.identifiers import passes_eleven_test
from declarations.model import EUROS, HOURS, Law
from portal.demo.care import MONTHLY, WEEKLY, Care, Revision, Supply
from portal.demo.window import DAY, Lane, Window, monday_before, month_after
from schemas.region import Contract, Region

CARES = 1_150  # allocations in a demonstration of full size
FEWEST = 5  # of which a provider has about so many in a municipality, or mostly none
FIRST_NUMBER = 200_001
SMALLEST, BEYOND = 999_900_006, 999_999_991  # the test range of citizen numbers

# How often a category is allocated, and how many of the clients live where.
WEIGHTS = {
    "01": 8, "02": 5, "03": 2, "04": 1, "07": 5, "08": 3, "40": 1.5, "41": 2.5, "42": 1.5,
    "43": 0.8, "44": 1, "45": 5, "46": 0.6, "50": 1, "54": 3,
}  # fmt: skip
INHABITANTS = {"0855": 41, "0867": 10, "0797": 9, "0824": 7, "1723": 3, "0744": 3, "0798": 3}
VOLUMES = {
    HOURS: (4, 6, 8, 8, 10, 12, 16), "16": (8, 12, 16, 16, 20, 24, 32), "14": (7,), "82": (1,),
    EUROS: (42_500, 58_000, 76_500, 98_000, 132_500), "84": (8, 12, 16, 20, 24),
}  # fmt: skip
HOUSEHOLD = "01"
WEEKLY_HOURS = (2, 2, 3, 3, 4, 5)


def supplies_of(region: Region) -> list[Supply]:
    """Every product of the region that is declared by message, by provider and municipality."""
    return [
        supply
        for contract in region.contracts
        for municipality in contract.municipalities
        for supply in _supplies(contract, municipality)
    ]


def _supplies(contract: Contract, municipality: str) -> Iterator[Supply]:
    lane = (contract.provider, municipality, contract.law)
    tariffs: dict[tuple[str, str, str], list[tuple[date, int]]] = defaultdict(list)
    for product in contract.products:
        known = tariffs[product.category, product.code, product.unit]
        if product.tariff is not None:
            known.append((product.start, product.tariff))
    for (category, code, unit), known in tariffs.items():
        yield Supply(lane, category, code, unit, tuple(sorted(known)), contract.start, contract.end)


def _weight(supply: Supply) -> float:
    return WEIGHTS.get(supply.category, 1) * INHABITANTS.get(supply.lane[1], 5)


def _worth_a_tour(supplies: list[Supply], total: float) -> set[Lane]:
    """The lanes with enough care, and the biggest of every provider and of every municipality."""
    shares: dict[Lane, float] = defaultdict(float)
    whole = sum(map(_weight, supplies))
    for each in supplies:
        shares[each.lane] += _weight(each) / whole
    kept = {lane for lane, share in shares.items() if share * total >= FEWEST}
    for party in (0, 1):
        biggest: dict[str, Lane] = {}
        for lane in sorted(shares, key=shares.__getitem__):
            biggest[lane[party]] = lane
        kept.update(biggest.values())
    return kept


class Caseload:
    """Draws allocations one after another; the same region, window and size give the same ones."""

    def __init__(self, region: Region, window: Window, size: float = 1.0) -> None:
        """``size`` 1 is a whole demonstration; tests make do with a tenth."""
        self._window = window
        self._chance = Random(f"caseload {window.today}")
        self._numbers = self._citizen_numbers()
        self._born: dict[str, date] = {}
        self._clients: dict[tuple[str, Law], list[str]] = defaultdict(list)
        self._lanes: dict[str, set[object]] = defaultdict(set)
        counted = self._counted(supplies_of(region), CARES * size)
        self.cares = [self._care(n, supply) for n, supply in enumerate(counted)]

    def _counted(self, supplies: list[Supply], total: float) -> Iterator[Supply]:
        """Each product as often as its weight says; what is rounded off goes to the next.

        Where a provider would have a client or two in a municipality, it has none: half a year of
        declarations of a single line each is more than a tour needs.
        """
        lanes = _worth_a_tour(supplies, total)
        kept = [each for each in supplies if each.lane in lanes]
        weights = [_weight(each) for each in kept]
        owed, whole = 0.0, sum(weights)
        for supply, weight in zip(kept, weights, strict=True):
            owed += total * weight / whole
            while owed >= 1:
                owed -= 1
                yield supply

    def _citizen_numbers(self) -> Iterator[str]:
        given: set[int] = set()
        while True:
            number = self._chance.randrange(SMALLEST, BEYOND)
            if number not in given and passes_eleven_test(str(number)):
                given.add(number)
                yield str(number)

    def _client(self, supply: Supply, alone: bool) -> str:
        """A new client, or one who gets other care already in this municipality."""
        home = self._clients[supply.lane[1], supply.lane[2]]
        free = [bsn for bsn in home[-40:] if supply.lane not in self._lanes[bsn]]
        if free and not alone and self._chance.random() < 0.35:
            bsn = self._chance.choice(free)
        else:
            bsn = next(self._numbers)
            home.append(bsn)
            self._born[bsn] = self._birthday(supply.lane[2])
        self._lanes[bsn].add(supply.lane)
        return bsn

    def _birthday(self, law: Law) -> date:
        youngest, oldest = (2, 16) if law is Law.YOUTH else (24, 92)
        age = timedelta(days=self._chance.randrange(youngest * 365, oldest * 365))
        return self._window.today - age

    def _care(self, position: int, supply: Supply) -> Care:
        deleted, late = position % 50 == 7, position % 40 == 11
        start = self._start(supply, inside=late)
        volume, frequency = self._volume(supply)
        end = self._end(start, open_ended=frequency == MONTHLY and supply.unit == HOURS)
        bsn = self._client(supply, alone=late)
        care = Care(
            number=FIRST_NUMBER + position, bsn=bsn, born=self._born[bsn], supply=supply,
            start=start, end=end, first_end=end, volume=volume, frequency=frequency,
            told=self._told(supply, start, late), late=late,
            in_minutes=supply.category == "54", unused=position % 23 == 3 and not late,
        )  # fmt: skip
        if deleted:
            return self._taken_back(care)
        return care if late else self._varied(position, care)

    def _start(self, supply: Supply, inside: bool) -> date:
        window, chance = self._window, self._chance
        if inside:
            return window.months[chance.randrange(3)] + chance.randrange(1, 20) * DAY
        if chance.random() < 0.72:
            earliest = max(supply.first, window.first - 500 * DAY)
            day = earliest + chance.randrange(max(1, (window.first - earliest).days)) * DAY
        else:
            day = window.first + chance.randrange((window.today - window.first).days - 7) * DAY
        return max(supply.first, day.replace(day=1)) if chance.random() < 0.5 else day

    def _end(self, start: date, open_ended: bool) -> date | None:
        window, chance = self._window, self._chance
        dice = chance.random()
        if open_ended and dice < 0.12:
            return None
        if dice > 0.93:
            return window.today + chance.randrange(5, 60) * DAY
        end = start + chance.choice((180, 270, 364, 364, 545, 729)) * DAY
        return end if end > window.first + 20 * DAY else end + 545 * DAY

    def _volume(self, supply: Supply) -> tuple[int, str]:
        if supply.category == HOUSEHOLD:
            return self._chance.choice(WEEKLY_HOURS), WEEKLY
        frequency = WEEKLY if supply.unit == "14" else MONTHLY
        return self._chance.choice(VOLUMES[supply.unit]), frequency

    def _told(self, supply: Supply, start: date, late: bool) -> date:
        """A week ahead, or for a late allocation the Monday after it was declared on."""
        if late:
            declared = self._window.sent_on(supply.lane, start.replace(day=1))
            return monday_before(declared) + 7 * DAY
        return monday_before(start - 7 * DAY)

    def _taken_back(self, care: Care) -> Care:
        """An allocation that was a mistake: deleted before anything was declared on it."""
        start = self._window.months[care.number % 3]
        told = monday_before(start - 7 * DAY)
        revision = Revision(monday_before(month_after(start)), DELETED, start)
        return replace(
            care, start=start, told=told, end=start + 364 * DAY, first_end=start + 364 * DAY,
            unused=True, revision=revision,
        )  # fmt: skip

    def _varied(self, position: int, care: Care) -> Care:
        """Some allocations are for a category with a budget, some were extended or shortened."""
        if position % 9 == 4 and care.supply.unit in (HOURS, "16") and not care.in_minutes:
            return self._with_budget(care)
        if position % 11 == 5:
            return self._extended(care)
        if position % 17 == 6:
            return self._shortened(care)
        return care

    def _with_budget(self, care: Care) -> Care:
        end = care.end or care.start + 364 * DAY
        months = (end - care.start).days // 28 + 1
        a_month = care.volume * (6 if care.frequency == WEEKLY else 1)
        tariff = max(cents for _, cents in care.supply.tariffs)
        return replace(care, budget=a_month * months * tariff, end=end, first_end=end)

    def _extended(self, care: Care) -> Care:
        """The decision ended within the window and was extended in time."""
        window = self._window
        first_end = window.first + (30 + care.number % 90) * DAY
        told = monday_before(first_end - 14 * DAY)
        if care.start > first_end - 60 * DAY or told <= max(care.told, window.opening):
            return care
        end = first_end + 365 * DAY
        return replace(care, end=end, first_end=first_end, revision=Revision(told, "04", end))

    def _shortened(self, care: Care) -> Care:
        """The care was no longer needed; the municipality said so before the last month."""
        window = self._window
        end = window.first + (45 + care.number % 90) * DAY
        told = monday_before(end - 7 * DAY)
        too_short = care.start > end - 60 * DAY or (care.end is not None and care.end <= end)
        if too_short or told <= max(care.told, window.opening):
            return care
        return replace(care, end=end, revision=Revision(told, "05", end))
