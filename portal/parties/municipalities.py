"""The municipalities of the Netherlands by day, from the list of CBS that ships with the portal.

A new list is added as rows with their first day; what ended gets its last day. Nothing is removed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Listing:
    """A municipality in the list; ``valid_until`` is its last day, None while it exists."""

    code: str
    name: str
    valid_from: date
    valid_until: date | None

    def on(self, day: date) -> bool:
        """Whether it existed on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def listed(code: str, day: date) -> bool:
    """Whether the municipality exists on that day (TR378).

    Before the first list began, the first list is what counts.
    """
    counted = max(day, _first_day())
    return any(listing.on(counted) for listing in _listings().get(code, ()))


def known_codes() -> frozenset[str]:
    """The codes of every municipality that ever stood in the list."""
    return frozenset(_listings())


@cache
def _listings() -> Mapping[str, tuple[Listing, ...]]:
    found: dict[str, list[Listing]] = defaultdict(list)
    text = (files("portal.parties") / "gemeenten.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        last = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
        first = date.fromisoformat(row["valid_from"])
        found[row["code"]].append(Listing(row["code"], row["name"], first, last))
    return {code: tuple(rows) for code, rows in found.items()}


@cache
def _first_day() -> date:
    return min(row.valid_from for rows in _listings().values() for row in rows)
