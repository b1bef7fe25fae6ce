"""Working days, against counting them one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.working_days import add_working_days, is_working_day, working_days_between

HOLIDAYS = st.frozensets(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=20)
NONE: frozenset[date] = frozenset()
AROUND_HOLIDAYS = st.dates(date(2023, 12, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 5, 22), 1, date(2026, 5, 25)),  # Friday, Monday
        (date(2026, 5, 23), 1, date(2026, 5, 25)),  # Saturday counts as the day nought
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), -1, date(2028, 2, 28)),
        (date(2026, 5, 25), -1, date(2026, 5, 22)),
        (date(2026, 5, 23), 0, date(2026, 5, 23)),
    ],
)
def test_weekends_are_left_out(start: date, n: int, end: date) -> None:
    """Days are counted over weekends and the leap day, forwards and back."""
    assert add_working_days(start, n, NONE) == end


@given(day=AROUND_HOLIDAYS, n=st.integers(1, 60), holidays=HOLIDAYS)
def test_adding_ends_on_a_working_day_and_counts_back(
    day: date, n: int, holidays: frozenset[date]
) -> None:
    """What is added is what lies between."""
    end = add_working_days(day, n, holidays)
    assert is_working_day(end, holidays)
    assert working_days_between(day, end, holidays) == n
    assert add_working_days(day, -n, holidays) < day


@given(a=AROUND_HOLIDAYS, length=st.integers(0, 400), holidays=HOLIDAYS)
def test_between_is_counting_one_by_one(a: date, length: int, holidays: frozenset[date]) -> None:
    """The quick way counts the same days as the slow one, and the same number back."""
    b = a + timedelta(days=length)
    slow = sum(is_working_day(a + timedelta(days=n), holidays) for n in range(1, length + 1))
    assert working_days_between(a, b, holidays) == slow
    assert working_days_between(b, a, holidays) == -slow


@given(day=AROUND_HOLIDAYS, n=st.integers(-30, 30), more=st.integers(1, 5), holidays=HOLIDAYS)
def test_more_days_end_later(day: date, n: int, more: int, holidays: frozenset[date]) -> None:
    """A longer term never ends earlier."""
    assert add_working_days(day, n, holidays) < add_working_days(day, n + more, holidays)
