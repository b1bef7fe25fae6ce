"""Until when: the days by which lines that wait are decided and answers are out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from declarations.working_days import add_working_days
from portal.contracts.service import Answering
from portal.terms.calendar import holidays_around

ANSWER_DAYS = 10  # working days after receipt (OP090x4)


def answer_due(received: date) -> date:
    """The last day on which a message received on that day is answered."""
    return add_working_days(received, ANSWER_DAYS, holidays_around(received))


def waits_until(received: date, park_days: int) -> date:
    """The last day that lines may wait under a contract, never past the answer term.

    ``park_days`` are calendar days after the day of receipt.
    """
    return min(received + timedelta(days=park_days), answer_due(received))


def parkable_on(
    day: date, received: date, answering: Mapping[int, Answering], contracts: Iterable[int]
) -> frozenset[int]:
    """The contracts among these on which a line received then may (still) wait on ``day``."""
    return frozenset(
        each
        for each in contracts
        if (days := answering[each].park_days) and day <= waits_until(received, days)
    )
