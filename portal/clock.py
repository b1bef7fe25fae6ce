"""The one place that asks the machine what time it is; everything else is handed a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

NETHERLANDS = ZoneInfo("Europe/Amsterdam")


class Clock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """This instant, aware and in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day it is in the Netherlands, which rules and terms count in."""
        return self.now().astimezone(NETHERLANDS).date()


@dataclass(frozen=True, slots=True)
class FixedClock(Clock):
    """A clock that stands still, for tests and for commands that are told what day it is."""

    instant: datetime

    def __post_init__(self) -> None:
        """Refuse an instant without a time zone."""
        if self.instant.utcoffset() is None:
            raise ValueError("a clock needs an instant with its time zone")

    @classmethod
    def on(cls, day: date) -> FixedClock:
        """Noon of that day in the Netherlands."""
        return cls(datetime.combine(day, time(12), NETHERLANDS))

    def now(self) -> datetime:
        """The instant it stands at, in UTC."""
        return self.instant.astimezone(UTC)
