"""The picture beside the table of months: where its bars stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.ledger.figures import Line

HEIGHT, SLOT, BAR = 160, 48, 30  # user units of the drawing
PARTS = ("paid", "payable", "returned")  # from below


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A month as a bar: paid in it, payable at its end, and returned in it."""

    x: int
    parts: tuple[Part, ...]
    line: Line


def month_bars(lines: Sequence[Line]) -> tuple[MonthBar, ...]:
    """A bar for every month, the highest as high as the drawing."""
    highest = max((sum(_amounts(each)) for each in lines), default=0)
    scale = HEIGHT / highest if highest > 0 else 0
    return tuple(_bar(place, each, scale) for place, each in enumerate(lines))


def _amounts(line: Line) -> tuple[int, ...]:
    """Amounts below zero have no place in a bar; the table has them."""
    figures = line.figures
    return tuple(max(each, 0) for each in (figures.paid, line.payable, figures.returned))


def _bar(place: int, line: Line, scale: float) -> MonthBar:
    parts, bottom = [], float(HEIGHT)
    for name, amount in zip(PARTS, _amounts(line), strict=True):
        height = round(amount * scale, 1)
        bottom = round(bottom - height, 1)
        parts.append(Part(name, bottom, height))
    return MonthBar(place * SLOT + (SLOT - BAR) // 2, tuple(parts), line)
