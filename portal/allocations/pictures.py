"""Pictures beside a table: where each bar of them stands. No drawing, only numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.allocations.dossier import Month
from portal.allocations.listing import Listed

WIDTH, ROW, LEFT, TOP = 720, 34, 132, 26
BAR_WIDTH, BAR_HEIGHT, GAP = 18, 120, 8
LONGEST_PAST, LONGEST_AHEAD = 3 * 366, 366  # days around today that a timeline shows
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar across a row: its place, and what kind of thing it shows."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Allocations beneath each other along the years; ``today`` is where the day stands."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    years: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    today: float


def timeline(allocations: Sequence[Listed], today: date) -> Timeline | None:
    """Every allocation as a bar, with the care that went on in it; None without any."""
    living = [each for each in allocations if not each.content.deleted]
    if not living:
        return None
    first, last = _bounds(living, today)
    scale = (WIDTH - LEFT) / max(1, last - first)

    def x(day: int) -> float:
        return round(LEFT + (min(max(day, first), last) - first) * scale, 1)

    bars, labels = [], []
    for position, each in enumerate(living):
        y = TOP + position * ROW
        labels.append(Mark(0, y + 19, f"{each.content.number} {each.content.code or ''}".strip()))
        end = (each.content.end or date.max).toordinal()
        begin = x(each.content.start.toordinal())
        bars.append(Bar(begin, y + 4, max(2, x(end) - begin), 20, "allocated"))
        for stretch in each.course.stretches:
            begin = x(stretch.start.toordinal())
            until = x((stretch.end or today).toordinal())
            bars.append(Bar(begin, y + 10, max(2, until - begin), 8, "care"))
    return Timeline(
        WIDTH, TOP + len(living) * ROW, tuple(bars), _years(first, last, x), tuple(labels),
        x(today.toordinal()),
    )  # fmt: skip


def _bounds(living: Sequence[Listed], today: date) -> tuple[int, int]:
    """The days that the picture spans; far past and future are cut off."""
    now = today.toordinal()
    starts = [each.content.start.toordinal() for each in living]
    ends = [each.content.end.toordinal() for each in living if each.content.end]
    first = max(min([*starts, now]), now - LONGEST_PAST)
    return first, min(max([*ends, now + 30]), now + LONGEST_AHEAD)


def _years(first: int, last: int, x) -> tuple[Mark, ...]:  # type: ignore[no-untyped-def]
    start, end = date.fromordinal(first), date.fromordinal(last)
    days = [date(year, 1, 1) for year in range(start.year + 1, end.year + 1)]
    return tuple(Mark(x(day.toordinal()), 16, str(day.year)) for day in days)


@dataclass(frozen=True, slots=True)
class Column:
    """One month of a bar chart: its bars from the bottom up, and what stands under it."""

    x: float
    bars: tuple[Bar, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Months beside each other, the oldest first."""

    width: int
    height: int
    columns: tuple[Column, ...]


def bar_chart(months: Sequence[Month]) -> Chart | None:
    """What was declared a month, by state; None when there is nothing. Credits show as nothing."""
    shown = list(months[:MOST_MONTHS])[::-1]
    highest = max((_height(month) for month in shown), default=0)
    if not highest:
        return None
    columns = []
    for position, month in enumerate(shown):
        x, y, bars = position * (BAR_WIDTH + GAP), float(BAR_HEIGHT), []
        for kind in ("awarded", "parked", "rejected"):
            height = round(max(0, getattr(month, kind)) * BAR_HEIGHT / highest, 1)
            if height:
                y -= height
                bars.append(Bar(x, round(y, 1), BAR_WIDTH, height, kind))
        columns.append(Column(x, tuple(bars), f"{month.month:%m}"))
    return Chart(len(shown) * (BAR_WIDTH + GAP), BAR_HEIGHT + 18, tuple(columns))


def _height(month: Month) -> int:
    return max(0, month.awarded) + max(0, month.parked) + max(0, month.rejected)
