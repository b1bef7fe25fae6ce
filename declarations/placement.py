"""How soon care starts after it was allocated: within a number of days, later, or not yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from declarations.money import round_half_up

TERM = 30  # days, where nobody asks for another number
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Placements:
    """Allocations by how soon care started: ``within`` the term, ``late``, or still to start.

    Of those that have not started, ``overdue`` ones are past the term and ``waiting`` ones not.
    """

    term: int
    within: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0

    @property
    def decided(self) -> int:
        """Those of which is known whether the term was kept."""
        return self.within + self.late + self.overdue

    @property
    def percentage(self) -> int | None:
        """The share that started in time, half up; None while nothing is known."""
        if not self.decided:
            return None
        return round_half_up(self.within * WHOLE, self.decided)


def placements(
    allocated: Iterable[tuple[date, date | None]], term: int, today: date
) -> Placements:
    """Count pairs of the day of allocating and the first day of care, None where it has not begun.

    Care that began on the last day of the term began in time.
    """
    counts = {"within": 0, "late": 0, "overdue": 0, "waiting": 0}
    for since, started in allocated:
        last = since + timedelta(days=term)
        if started is not None:
            counts["within" if started <= last else "late"] += 1
        else:
            counts["waiting" if today <= last else "overdue"] += 1
    return Placements(term, **counts)
