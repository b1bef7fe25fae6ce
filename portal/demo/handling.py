"""When municipalities look at what was declared, approve it and pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.demo.window import DAY, Window, at
from portal.identity.service import NAMES
from schemas.region import Region

FORTNIGHT = timedelta(days=14)
TUESDAY = 1  # of the week: looking, checking, approving; on the Thursday after, paying
TO_THURSDAY = 2 * DAY


@dataclass(frozen=True, slots=True)
class Handling:
    """A municipality (CBS code) works on what is there: ``last`` leaves some of it undone."""

    when: datetime
    municipality: str
    last: bool


@dataclass(frozen=True, slots=True)
class Paying:
    """A municipality pays what is approved; of the ``last`` run only the first name is there."""

    when: datetime
    municipality: str
    number: int
    last: bool


@dataclass(frozen=True, slots=True)
class Moving:
    """A provider (AGB code) asks to be paid on another account; ``confirmed`` when it is given."""

    when: datetime
    provider: str
    iban: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Mandating:
    """Two people of a municipality agree that small declarations need no click."""

    when: datetime
    municipality: str
    provider: str


def handling(
    window: Window, region: Region, size: float
) -> Iterator[Handling | Paying | Moving | Mandating]:
    """Every fortnight in every municipality (in a small demonstration half as often), and what
    happens now and then.

    Where people of the demonstration work, they find some of it undone.
    """
    tuesdays = list(_tuesdays(window, FORTNIGHT if size >= 1 else 2 * FORTNIGHT))
    shown = {each.municipality for each in region.accounts if each.email in NAMES}
    for number, day in enumerate(tuesdays):
        for minute, municipality in enumerate(region.municipalities):
            last = day == tuesdays[-1] and municipality.code in shown
            yield Handling(at(day, 10, minute), municipality.code, last)
            yield Paying(at(day + TO_THURSDAY, 10, minute), municipality.code, number, last)
    yield from _now_and_then(window, region)


def _tuesdays(window: Window, pause: timedelta) -> Iterator[date]:
    """The last one lies less than two weeks before the day of the demonstration."""
    newest = window.today - 4 * DAY
    newest -= ((newest.weekday() - TUESDAY) % 7) * DAY
    count = (newest - window.opening) // pause
    return (newest - back * pause for back in range(count, -1, -1))


def _now_and_then(window: Window, region: Region) -> Iterator[Moving | Mandating]:
    first, second = (each.agb for each in region.providers[:2])
    town = region.municipalities[0].code
    yield Mandating(at(window.first + 75 * DAY, 15), town, region.providers[-2].agb)
    yield Moving(at(window.today - 7 * DAY, 9), second, "NL67INGB0417998877", confirmed=True)
    yield Moving(at(window.today - 2 * DAY, 9), first, "NL39RABO0300065264", confirmed=False)
