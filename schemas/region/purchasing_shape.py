"""The tables that say how a region buys, field by field; see `shape` for how they are read."""

from __future__ import annotations

from typing import Any

from declarations.model import Law
from schemas.region.shape import (
    MAXIMUM_CENTS,
    UNITS,
    Table,
    Value,
    cbs,
    choice,
    codes,
    day,
    identifier,
    name,
    names,
    text,
    whole,
)

ALL = 10_000  # hundredths of a percent
LONGEST = 2_000  # characters of a description


def words(**options: Any) -> Value:
    """A description in plain words."""
    return text("words", f"(?s:.{{0,{LONGEST}}})", **options)


def _are_goals(values: list[Any]) -> bool:
    return all(type(each) is str and 0 < len(each.strip()) <= LONGEST for each in values)


class TrackTable(Table):
    """[[track]] without its participants"""

    id = identifier(required=True)
    name = name()
    law = choice("law", frozenset(Law), required=True)


class ParticipantTable(Table):
    """[[track.participant]]"""

    municipality = cbs(required=True)
    start = day(load_default=None)


class SegmentTable(Table):
    """[[segment]]"""

    id = identifier(required=True)
    track = identifier(required=True)
    name = name()
    target_group = words(load_default="")
    goals = Value(list, "goals", _are_goals, load_default=())


class LotTable(Table):
    """[[lot]]"""

    id = identifier(required=True)
    track = identifier(required=True)
    name = name()
    municipalities = codes(required=True)


class AreaTable(Table):
    """[[area]]"""

    id = identifier(required=True)
    name = name()
    municipality = cbs(required=True)


class TariffListTable(Table):
    """[[tariff_list]] without its products"""

    id = identifier(required=True)
    name = name()
    law = choice("law", frozenset(Law), required=True)
    binding = Value(bool, "yes-or-no", lambda value: True, load_default=False)
    indexed = names()


class ListedTariffTable(Table):
    """[[tariff_list.product]]"""

    category = text("category", r"\S{1,2}", required=True)
    code = text("product-code", r"\S{1,5}", required=True)
    unit = choice("unit", UNITS - {"83"}, required=True)
    tariff = whole("tariff", 0, MAXIMUM_CENTS, required=True)
    start = day(required=True)


class IndexTable(Table):
    """[[indexation]]"""

    id = identifier(required=True)
    start = day(required=True)
    status = choice("index-status", frozenset({"prognosis", "definitive"}), required=True)
    wages = whole("share", 0, ALL, required=True)
    wages_rate = whole("rate", -ALL, ALL, required=True)
    material_rate = whole("rate", -ALL, ALL, required=True)
    replaces = identifier(load_default=None)


class MemberTable(Table):
    """[[contract.member]]"""

    provider = text("provider", r"[0-9]{8}", required=True)
    share = whole("share", 1, ALL, required=True)
