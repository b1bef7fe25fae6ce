"""Calendar months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.periods import month_end, same_month, years_back


@given(st.dates(max_value=date(9999, 12, 30)))
def test_the_day_after_the_last_is_the_first_of_another_month(day: date) -> None:
    end = month_end(day)
    assert same_month(day, end) and day <= end
    if end < date.max:
        assert (end + timedelta(days=1)).day == 1


def test_last_month_there_is() -> None:
    assert month_end(date(9999, 12, 1)) == date.max


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (date(2023, 4, 1), date(2023, 4, 30), True),
        (date(2023, 4, 30), date(2023, 5, 1), False),
        (date(2023, 4, 1), date(2022, 4, 1), False),
    ],
)
def test_month_of_the_same_year(one: date, other: date, same: bool) -> None:
    assert same_month(one, other) is same


@pytest.mark.parametrize(
    ("day", "back"),
    [
        (date(2028, 2, 29), date(2023, 2, 28)),
        (date(2029, 2, 28), date(2024, 2, 28)),
        (date(2028, 5, 31), date(2023, 5, 31)),
        (date(6, 1, 1), date(1, 1, 1)),
        (date(5, 1, 1), date.min),
        (date.min, date.min),
    ],
)
def test_five_years_back(day: date, back: date) -> None:
    assert years_back(day, 5) == back
