"""The picture beside the table of what is to come: a bar for every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.settlement.lists import Total
from portal.settlement.standing import Stage

WIDTH, ROW, BAR, LABEL = 420, 32, 18, 150  # user units of the drawing


@dataclass(frozen=True, slots=True)
class StageBar:
    """One stage as a lying bar; what is owed back by the provider has no length."""

    stage: Stage
    total: Total
    y: int
    width: float


def stage_bars(totals: Mapping[Stage, Total]) -> tuple[StageBar, ...]:
    """A bar for every stage, the largest as long as the drawing leaves room for."""
    longest = max((each.amount.cents for each in totals.values()), default=0)
    scale = (WIDTH - LABEL) / longest if longest > 0 else 0
    return tuple(
        StageBar(stage, total, place * ROW, round(max(total.amount.cents, 0) * scale, 1))
        for place, (stage, total) in enumerate(totals.items())
    )
