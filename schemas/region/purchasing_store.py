"""How a region buys as JSON, and back: what is kept of each version of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from declarations.model import Law
from schemas.region.purchasing import (
    Area,
    Index,
    ListedTariff,
    Lot,
    Participant,
    Segment,
    Structure,
    TariffList,
    Track,
)

Kept = Mapping[str, Any]


def to_json(structure: Structure) -> dict[str, Any]:
    """The structure in plain lists, texts and numbers; days as ISO dates."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(structure), default=date.isoformat))
    return plain


def from_json(kept: Kept) -> Structure:
    """What `to_json` made, as values again."""
    return Structure(
        tracks=tuple(_track(each) for each in kept["tracks"]),
        segments=tuple(Segment(**{**s, "goals": tuple(s["goals"])}) for s in kept["segments"]),
        lots=tuple(
            Lot(**{**each, "municipalities": tuple(each["municipalities"])})
            for each in kept["lots"]
        ),
        areas=tuple(Area(**each) for each in kept["areas"]),
        tariff_lists=tuple(_list(each) for each in kept["tariff_lists"]),
        indexes=tuple(Index(**{**i, "start": _day(i["start"])}) for i in kept["indexes"]),
    )


def _track(kept: Kept) -> Track:
    buyers = tuple(
        Participant(each["municipality"], _day(each["start"]) if each["start"] else None)
        for each in kept["participants"]
    )
    return Track(kept["id"], kept["name"], Law(kept["law"]), buyers)


def _list(kept: Kept) -> TariffList:
    products = tuple(ListedTariff(**{**p, "start": _day(p["start"])}) for p in kept["products"])
    return TariffList(
        kept["id"], kept["name"], Law(kept["law"]), kept["binding"], products,
        tuple(kept["indexed"]),
    )  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text)
