"""The months of an allocation as bars against what each may hold. No drawing, only numbers."""

from __future__ import annotations

from dataclasses import dataclass

from portal.evidence.course import Course

WIDTH, HEIGHT, GAP = 22, 96, 8
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: where its bar begins and how high it is, and where its limit stands if any."""

    x: int
    y: float
    height: float
    limit_y: float | None
    label: str
    itself: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Months beside each other, the oldest first."""

    width: int
    height: int
    bars: tuple[Bar, ...]


def chart_of(course: Course) -> Chart | None:
    """The last two years of months; None without anything awarded. Below zero shows as nothing."""
    shown = course.months[-MOST_MONTHS:]
    highest = max((max(each.used, each.limit or 0) for each in shown), default=0)
    if highest <= 0:
        return None

    def height(value: int) -> float:
        return round(max(0, value) * HEIGHT / highest, 1)

    bars = tuple(
        Bar(
            x=place * (WIDTH + GAP),
            y=HEIGHT - height(each.used),
            height=height(each.used),
            limit_y=None if each.limit is None else HEIGHT - height(each.limit),
            label=f"{each.month:%m}",
            itself=each.itself,
            over=each.limit is not None and each.used > each.limit,
        )
        for place, each in enumerate(shown)
    )
    return Chart(len(shown) * (WIDTH + GAP), HEIGHT + 20, bars)
