"""Counting working days: Monday to Friday, without the holidays that are handed in.

The day that something happens is day nought: of a term of one working day that starts on a
Friday, Monday is the last day.
"""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """Whether people work on that day."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, n: int, holidays: frozenset[date]) -> date:
    """The nth working day after ``day``, before it where n is negative, itself where n is 0."""
    step = DAY if n > 0 else -DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day


def working_days_between(a: date, b: date, holidays: frozenset[date]) -> int:
    """How many working days lie after ``a`` up to and with ``b``; negative where b is earlier."""
    if b < a:
        return -working_days_between(b, a, holidays)
    weeks, rest = divmod((b - a).days, 7)
    days = (a + (weeks * 7 + each) * DAY for each in range(1, rest + 1))
    off = sum(a < day <= b and day.weekday() < SATURDAY for day in holidays)
    return weeks * 5 + sum(day.weekday() < SATURDAY for day in days) - off
