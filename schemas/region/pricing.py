"""Working out what a contract pays: from its own tariffs, tariff lists and indexation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from declarations.tariffs import indexed, part_of
from schemas.region.purchasing import Index, ListedTariff, TariffList
from schemas.region.values import Product

WHOLE = 100


def from_list(asked: Product, listed: TariffList, last: date) -> list[Product]:
    """A product at its part of a list, once for every tariff that starts up to ``last``.

    Empty where the list does not have the product in that unit. Half a cent is rounded up.
    """
    key = (asked.category, asked.code, asked.unit)
    found = sorted(
        (each for each in listed.products if (each.category, each.code, each.unit) == key),
        key=lambda each: each.start,
    )
    begun = [each for each in found if each.start <= asked.start]
    later = [each for each in found if asked.start < each.start <= last]
    first = [replace(begun[-1], start=asked.start)] if begun else []
    percentage = WHOLE if asked.percentage is None else asked.percentage
    return [
        replace(asked, start=each.start, tariff=part_of(each.tariff, percentage))
        for each in (*first, *later)
    ]


def with_indexes(products: Sequence[Product], indexes: Iterable[Index]) -> tuple[Product, ...]:
    """The products with a tariff more for every indexation that falls in their time.

    A tariff that is agreed for the first day of an indexation counts instead of it. Euros (83)
    have no tariff to raise.
    """
    in_turn = sorted(indexes, key=lambda index: index.start)
    starts = {index.id: index.start for index in in_turn}
    result: list[Product] = []
    by_product = sorted(products, key=_key)
    for _, same in groupby(by_product, key=_key):
        rows = list(same)
        for index in in_turn:
            before = starts.get(index.replaces or "", index.start)
            raised = _raised(rows, index, before)
            if raised is not None:
                rows = [row for row in rows if row.start != index.start] + [raised]
        result += sorted(rows, key=lambda row: row.start)
    return tuple(result)


def list_with_indexes(listed: TariffList, indexes: Iterable[Index]) -> TariffList:
    """A tariff list with the tariffs that indexation makes of it."""
    wanted = [index for index in indexes if index.id in listed.indexed]
    rows = [Product(p.category, p.code, p.unit, p.tariff, p.start) for p in listed.products]
    raised = with_indexes(rows, wanted)
    products = tuple(
        ListedTariff(p.category, p.code, p.unit, p.tariff, p.start)
        for p in raised
        if p.tariff is not None
    )
    return replace(listed, products=products)


def _raised(rows: Sequence[Product], index: Index, before: date) -> Product | None:
    base = max(
        (row for row in rows if row.start < before), key=lambda row: row.start, default=None
    )
    agreed = any(
        row.start == index.start and (row.index is None or row.index != index.replaces)
        for row in rows
    )
    if base is None or base.tariff is None or agreed:
        return None
    return replace(
        base, start=index.start, tariff=indexed(base.tariff, index.rates()), index=index.id
    )


def _key(product: Product) -> tuple[str, str, str]:
    return product.category, product.code, product.unit
