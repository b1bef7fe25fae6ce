"""Ceilings in a region file: their tables, as values, and what must fit between the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from declarations.ceilings import SIGNALS, Sort, reduced
from declarations.model import Law
from schemas.region.checks import Wrong
from schemas.region.gathering import Gathering
from schemas.region.places import Path
from schemas.region.sentences import sentence
from schemas.region.shape import (
    MAXIMUM_BUDGET,
    UNITS,
    Table,
    Value,
    cbs,
    choice,
    day,
    identifier,
    names,
    text,
    whole,
)
from schemas.region.values import Contract

TABLES = ("ceiling",)
MEASURES = ("amount", "volume", "clients")


class CeilingTable(Table):
    """[[ceiling]] without its shares"""

    id = identifier(required=True)
    name = text("name", r"(?s:.{1,200})", load_default=None)
    law = choice("law", frozenset(Law), required=True)
    sort = choice("ceiling-sort", frozenset(Sort), required=True)
    year = whole("year", 2015, 2100, load_default=None)
    start = day(load_default=None)
    end = day(load_default=None)
    contracts = names()
    providers = names()
    municipality = cbs(load_default=None)
    amount = whole("amount", 0, MAXIMUM_BUDGET, load_default=None)
    volume = whole("amount", 0, MAXIMUM_BUDGET, load_default=None)
    clients = whole("amount", 1, MAXIMUM_BUDGET, load_default=None)
    unit = choice("unit", UNITS - {"83"}, load_default=None)
    reduction = whole("share", 0, 100, load_default=0)
    signal = whole("share", 1, 100, load_default=70)
    products = names()
    always_paid = names()
    specific_paid = Value(bool, "yes-or-no", lambda value: True, load_default=True)


class ShareTable(Table):
    """[[ceiling.share]]"""

    municipality = cbs(required=True)
    amount = whole("amount", 0, MAXIMUM_BUDGET, required=True)


@dataclass(frozen=True, slots=True)
class Share:
    """What a municipality (CBS code) reckons with of a regional total, in eurocents or units."""

    municipality: str
    amount: int


@dataclass(frozen=True, slots=True)
class RegionCeiling:
    """A ceiling as a region file says it; ``contracts`` are those it covers, by id.

    ``basis`` is what it was before its ``reduction`` in percent, in eurocents, units of ``unit``
    or clients; ``limit`` what is left.
    """

    id: str
    name: str
    law: Law
    sort: Sort
    start: date
    end: date
    contracts: tuple[str, ...]
    municipality: str | None
    basis: int
    reduction: int
    unit: str | None
    signal: int
    products: tuple[str, ...]
    always_paid: tuple[str, ...]
    specific_paid: bool
    shares: tuple[Share, ...] = ()

    @property
    def limit(self) -> int:
        """The basis less its reduction."""
        return reduced(self.basis, self.reduction)

    def told(self) -> tuple[Any, ...]:
        """All that it says, whatever the order in which names were written."""
        return astuple(self)


class CeilingReading(Gathering):
    """The part of the pass that is about ceilings."""

    def ceilings(self, contracts: Sequence[Contract], codes: set[str]) -> Iterator[RegionCeiling]:
        """The right ones; call it when the contracts are read."""
        self._all_wrong(self._repeated("ceiling", "id"))
        for position, table in self._tables("ceiling"):
            plain, path = dict(table), ("ceiling", position)
            shares = self._inner(plain, path, "share", ShareTable())
            fields = self._load(CeilingTable(), plain, path)
            if fields is None or shares is None:
                continue
            found = list(_problems(fields, path, contracts))
            covered = _covered(fields, contracts)
            found += _term_problems(fields, path, covered)
            found += _share_problems(fields, shares, path, codes)
            self._all_wrong(found)
            if not found:
                yield _ceiling(fields, covered, tuple(Share(**each) for each in shares))


def _covered(fields: Mapping[str, Any], contracts: Sequence[Contract]) -> list[Contract]:
    """The contracts that are named, and those of the providers that are."""
    return [
        each
        for each in contracts
        if each.law == fields["law"]
        and (each.id in fields["contracts"] or each.provider in fields["providers"])
    ]


def _problems(fields: Mapping[str, Any], path: Path, contracts: Sequence[Contract]) -> Wrong:
    by_id = {each.id: each for each in contracts}
    for name in fields["contracts"]:
        if name not in by_id:
            yield (*path, "contracts"), sentence("name-unknown", name, "contract")
        elif by_id[name].law != fields["law"]:
            yield (*path, "contracts"), sentence("ceiling-other-law", name)
    sellers = {each.provider for each in contracts if each.law == fields["law"]}
    for agb in fields["providers"]:
        if agb not in sellers:
            yield (*path, "providers"), sentence("provider-without-contract", agb)
    yield from _measure_problems(fields, path)


def _measure_problems(fields: Mapping[str, Any], path: Path) -> Wrong:
    given = [each for each in MEASURES if fields[each] is not None]
    sort = fields["sort"]
    if len(given) != 1:
        yield path, sentence("ceiling-measure")
    elif (given[0] == "clients") != (sort == Sort.CLIENTS):
        yield (*path, given[0]), sentence("ceiling-clients")
    if (fields["volume"] is not None) != (fields["unit"] is not None):
        yield path, sentence("ceiling-unit")
    if fields["volume"] is not None and not fields["products"]:
        yield path, sentence("ceiling-products")
    if (sort == Sort.MUNICIPALITY) != (fields["municipality"] is not None):
        yield path, sentence("ceiling-municipality")
    if sort in SIGNALS and fields["always_paid"]:
        yield (*path, "always_paid"), sentence("ceiling-signals")


def _term_problems(
    fields: Mapping[str, Any], path: Path, covered: Sequence[Contract]
) -> Wrong:
    whole_year = fields["year"] is not None
    days = (fields["start"], fields["end"])
    if whole_year != (days == (None, None)) or (not whole_year and None in days):
        yield path, sentence("ceiling-term")
    elif not whole_year and days[1] < days[0]:
        yield (*path, "end"), sentence("end-before-start")
    if not covered:
        yield path, sentence("ceiling-empty")
        return
    sellers = {each.provider for each in covered}
    if fields["sort"] in (Sort.PROVIDER, Sort.MUNICIPALITY, Sort.CLIENTS) and len(sellers) > 1:
        yield path, sentence("ceiling-one-provider")
    home = fields["municipality"]
    if home is not None and any(home not in each.municipalities for each in covered):
        yield (*path, "municipality"), sentence("municipality-not-in-contract", home)
    if any(each.funding == "lumpsum" for each in covered):
        yield path, sentence("ceiling-lumpsum")


def _share_problems(
    fields: Mapping[str, Any], shares: Sequence[Mapping[str, Any]], path: Path, codes: set[str]
) -> Wrong:
    named = [each["municipality"] for each in shares]
    for position, code in enumerate(named):
        if code not in codes:
            place = (*path, "share", position, "municipality")
            yield place, sentence("municipality-unknown", code)
    if len(set(named)) < len(named):
        yield (*path, "share", 0), sentence("participant-twice")
    given = next((fields[each] for each in MEASURES if fields[each] is not None), None)
    total = sum(each["amount"] for each in shares)
    if shares and given is not None and total != reduced(given, fields["reduction"]):
        limit = reduced(given, fields["reduction"])
        yield (*path, "share", 0), sentence("ceiling-shares", total, limit)


def _ceiling(
    fields: Mapping[str, Any], covered: Sequence[Contract], shares: tuple[Share, ...]
) -> RegionCeiling:
    year = fields["year"]
    return RegionCeiling(
        id=fields["id"],
        name=fields["name"] or fields["id"],
        law=Law(fields["law"]),
        sort=Sort(fields["sort"]),
        start=fields["start"] or date(year, 1, 1),
        end=fields["end"] or date(year, 12, 31),
        contracts=tuple(sorted(each.id for each in covered)),
        municipality=fields["municipality"],
        basis=next(fields[each] for each in MEASURES if fields[each] is not None),
        reduction=fields["reduction"],
        unit=fields["unit"],
        signal=fields["signal"],
        products=tuple(sorted(fields["products"])),
        always_paid=tuple(sorted(fields["always_paid"])),
        specific_paid=fields["specific_paid"],
        shares=tuple(sorted(shares, key=lambda each: each.municipality)),
    )
