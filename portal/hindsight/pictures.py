"""The picture beside the table of months: where its bars stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.hindsight.service import Side
from portal.hindsight.totals import Sides

HEIGHT, SLOT, BAR = 160, 48, 30  # user units of the drawing
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    side: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The lines of a month as a bar, in parts by what would become of them."""

    x: int
    parts: tuple[Part, ...]
    month: date


def month_bars(months: Mapping[date, Sides]) -> tuple[Bar, ...]:
    """A bar for each of the last months that has lines, the highest as high as the drawing."""
    shown = sorted(months)[-MOST_MONTHS:]
    highest = max((months[each].lines for each in shown), default=0)
    scale = HEIGHT / highest if highest else 0
    return tuple(_bar(place, each, months[each], scale) for place, each in enumerate(shown))


def _bar(place: int, month: date, sides: Sides, scale: float) -> Bar:
    parts, bottom = [], float(HEIGHT)
    for side in Side:
        height = round(sides.of(side).lines * scale, 1)
        bottom = round(bottom - height, 1)
        parts.append(Part(side.value, bottom, height))
    return Bar(place * SLOT + (SLOT - BAR) // 2, tuple(parts), month)
