"""The picture beside the table of months: where its bars stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.intake.figures import MonthFigures

HEIGHT, SLOT, BAR = 140, 64, 36  # user units of the drawing


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month as a bar of two parts, from below: awarded, then returned."""

    x: int
    awarded_y: float
    awarded_height: float
    returned_y: float
    returned_height: float
    figures: MonthFigures


def month_bars(months: Sequence[MonthFigures]) -> tuple[MonthBar, ...]:
    """A bar for every month, the highest as high as the drawing."""
    highest = max((each.submitted_cents for each in months), default=0)
    scale = HEIGHT / highest if highest > 0 else 0
    return tuple(_bar(place, each, scale) for place, each in enumerate(months))


def _bar(place: int, month: MonthFigures, scale: float) -> MonthBar:
    awarded = round(max(month.awarded_cents, 0) * scale, 1)
    returned = round(max(month.returned_cents, 0) * scale, 1)
    return MonthBar(
        x=place * SLOT + (SLOT - BAR) // 2,
        awarded_y=round(HEIGHT - awarded, 1),
        awarded_height=awarded,
        returned_y=round(HEIGHT - awarded - returned, 1),
        returned_height=returned,
        figures=month,
    )
