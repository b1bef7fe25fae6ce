"""The half year a demonstration is about, and the days on which things happen in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from declarations.model import Law
from declarations.periods import month_end
from portal.clock import NETHERLANDS

MONTHS = 6
LATE = 16  # days that a provider's last municipalities wait for
DAY = timedelta(days=1)

Lane = tuple[str, str, Law]
"""Provider (AGB code), municipality (CBS code) and law: declarations go from the one to the other
and are counted together."""


def month_after(month: date) -> date:
    """The first day of the next month."""
    return month_end(month) + DAY


def monday_before(day: date) -> date:
    """The last Monday up to and with that day; municipalities send their allocations then."""
    return day - timedelta(days=day.weekday())


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That moment in the Netherlands."""
    return datetime.combine(day, time(hour, minute), NETHERLANDS)


@dataclass(frozen=True, slots=True)
class Window:
    """The last six whole months before ``today``; nothing happens on ``today`` itself or later."""

    today: date

    @property
    def months(self) -> tuple[date, ...]:
        """Their first days, in order."""
        return tuple(self._months())

    def _months(self) -> Iterator[date]:
        month = self.first
        for _ in range(MONTHS):
            yield month
            month = month_after(month)

    @property
    def first(self) -> date:
        """The first day of the first month."""
        months = self.today.year * 12 + self.today.month - 1 - MONTHS
        return date(months // 12, months % 12 + 1, 1)

    @property
    def opening(self) -> date:
        """The day the portal opened and took over what had been allocated before."""
        return monday_before(self.first - 14 * DAY)

    def sent_on(self, lane: Lane, month: date) -> date:
        """The working day on which a provider declares a month to a municipality.

        Every provider has a day of its own for each law, and sends to some municipalities late.
        """
        provider, municipality, law = lane
        turn = int(provider) * 5 + len(law.value) * 3
        late = LATE if (int(municipality) + int(provider)) % 4 == 3 else 0
        day = month_after(month) + (3 + turn % 9 + late) * DAY
        return day - max(0, day.weekday() - 4) * DAY
