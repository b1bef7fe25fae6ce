"""The picture of a year: where its lines and areas stand. No drawing, only numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from declarations.periods import month_end
from portal.money.outlook import Outlook

LEFT, TOP, SLOT, HEIGHT, FOOT = 92, 18, 78, 260, 26  # user units of the drawing
WIDTH = LEFT + 12 * SLOT + 12
TICKS = 5
STEPS = (1, 2, 5)
EURO = 100


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across with its amount in eurocents."""

    y: float
    cents: int


@dataclass(frozen=True, slots=True)
class Word:
    """The name of a month below the drawing."""

    x: float
    month: date


@dataclass(frozen=True, slots=True)
class Chart:
    """The points of each area and line, as an SVG takes them; None where there is no such line."""

    declared: str
    paid: str
    band: str
    expected: str
    budget: float | None
    mark: float | None
    today: float | None
    ticks: tuple[Tick, ...]
    words: tuple[Word, ...]
    left: int = LEFT
    right: int = WIDTH - 12
    top: int = TOP
    ground: int = TOP + HEIGHT
    width: int = WIDTH
    height: int = TOP + HEIGHT + FOOT


def chart_of(outlook: Outlook, today: date) -> Chart | None:
    """Running totals over the year; None when there is nothing to see."""
    highest = max(
        *outlook.running("high"), *outlook.running("stands"),
        outlook.budget.upper if outlook.budget else 0,
    )  # fmt: skip
    if highest <= 0:
        return None
    step = tick_step(highest)
    top = -(-highest // step) * step
    known, now = _months_known(outlook.year, today), _today(outlook.year, today)

    def points(amounts: Sequence[int]) -> list[str]:
        return [f"{LEFT + place * SLOT},{_y(cents, top)}" for place, cents in enumerate(amounts)]

    def area(what: str) -> str:
        found = points([0, *outlook.running(what)[:known]])
        end = LEFT + (len(found) - 1) * SLOT if now is None else now
        if now is not None:  # the month of today goes no further than today
            found[-1] = f"{now},{found[-1].partition(',')[2]}"
        return " ".join([*found, f"{end},{TOP + HEIGHT}", f"{LEFT},{TOP + HEIGHT}"])

    high, low = points([0, *outlook.running("high")]), points([0, *outlook.running("low")])
    budget = outlook.budget
    return Chart(
        declared=area("stands"), paid=area("paid"), band=" ".join([*high, *reversed(low)]),
        expected=" ".join(points([0, *outlook.running("expected")])),
        budget=_y(budget.upper, top) if budget else None,
        mark=_y(budget.marked, top) if budget else None,
        today=now,
        ticks=tuple(Tick(_y(cents, top), cents) for cents in range(0, top + 1, step)),
        words=tuple(Word(LEFT + (place + 0.5) * SLOT, each.month)
                    for place, each in enumerate(outlook.months)),
    )  # fmt: skip


def _y(cents: int, top: int) -> float:
    return round(TOP + HEIGHT - max(0, cents) * HEIGHT / top, 1)


def _months_known(year: int, today: date) -> int:
    """How many months of the year have begun."""
    return 12 if year < today.year else 0 if year > today.year else today.month


def _today(year: int, today: date) -> float | None:
    if year != today.year:
        return None
    return round(LEFT + (today.month - 1 + today.day / month_end(today).day) * SLOT, 1)


def tick_step(highest: int) -> int:
    """A round number of euros (in eurocents) that goes at most five times in the highest amount."""
    power = EURO
    while True:
        for each in STEPS:
            if each * power * TICKS >= highest:
                return each * power
        power *= 10
