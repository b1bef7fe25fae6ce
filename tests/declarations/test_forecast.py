"""What a year will come to: examples worked by hand, and what always holds."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.forecast import (
    ALL,
    CERTAIN,
    HORIZON,
    NOTHING,
    UNKNOWN,
    Expected,
    Lateness,
    Month,
    Range,
    cumulative,
    day_passed,
    forecast,
    lateness,
    months_between,
    percent_of,
    usage,
)

TODAY = date(2026, 6, 10)


def month(number, year=2026):
    return date(year, number, 1)


# January and February: half in the month after, the rest one month later; March: 60 of 80
ARRIVALS = {
    (month(1), month(2)): 5_000, (month(1), month(3)): 5_000,
    (month(2), month(3)): 4_000, (month(2), month(4)): 4_000,
    (month(3), month(4)): 6_000, (month(3), month(5)): 2_000,
    (month(4), month(5)): 5_000,
    (month(5), month(6)): 9_999,  # June is not over
}  # fmt: skip


def test_lateness_is_chained_from_what_came_in():
    late = lateness(ARRIVALS, TODAY)
    # after one month 15,000 of the 26,000 there was after two; in single months a half to ¾
    assert late.after(1) == Range(Fraction(1, 4), Fraction(11, 26), Fraction(1, 2))
    # nothing ever arrived in the month of care itself
    assert late.after(0) == CERTAIN
    assert late.after(2) == Range(NOTHING, NOTHING, NOTHING)
    assert late.after(40) == Range(NOTHING, NOTHING, NOTHING)
    assert late.after(-1) == CERTAIN


def test_without_history_anything_may_come():
    assert lateness({}, TODAY) == Lateness()
    assert Lateness().after(HORIZON) == UNKNOWN
    assert Lateness().after(HORIZON + 1) == Range(NOTHING, NOTHING, NOTHING)
    assert lateness({(month(5), month(6)): 100}, TODAY) == Lateness()


def test_credits_take_off_what_arrived():
    arrivals = {(month(1), month(2)): 1_000, (month(1), month(3)): -250}
    late = lateness(arrivals, TODAY)
    assert late.after(1) == Range(NOTHING, NOTHING, NOTHING)  # what is credited comes no more


def test_usage_is_what_became_of_the_months_that_tell():
    late = lateness(ARRIVALS, TODAY)
    months = [Month(month(1), 900, 0, 1_000), Month(month(2), 700, 0, 1_000),
              Month(month(4), 600, 0, 1_300), Month(month(7), 0, 1_000, 1_000)]  # fmt: skip
    # April is one month over: 15/26 of 1,300 is 750 that could have arrived
    assert usage(months, late, TODAY) == Range(Fraction(7, 10), Fraction(2_200, 2_750),
                                               Fraction(9, 10))  # fmt: skip


def test_months_before_the_first_declared_one_do_not_tell():
    late = lateness(ARRIVALS, TODAY)
    months = [Month(month(1), 0, 1_000, 1_000), Month(month(2), 700, 0, 1_000),
              Month(month(3), 0, 1_000, 1_000)]  # fmt: skip
    assert usage(months, late, TODAY) == Range(NOTHING, Fraction(35, 100), Fraction(7, 10))
    assert usage(months[:1], late, TODAY) == CERTAIN


def test_more_declared_than_allocated_counts_as_all():
    assert usage([Month(month(1), 1_500, 0, 1_000)], lateness(ARRIVALS, TODAY), TODAY) == CERTAIN


def test_a_forecast_by_hand():
    late = lateness(ARRIVALS, TODAY)
    use = Range(Fraction(7, 10), Fraction(8, 10), Fraction(9, 10))
    months = [
        Month(month(3), 900, 100, 1_000),  # two months over: nothing more comes
        Month(month(4), 500, 300, 1_300),  # of 1,300: 228 (7/10 × ¼), 440, 585, but 300 are open
        Month(month(5), 100, 1_200, 1_300),  # none is over: 910, 1,040, 1,170
        Month(month(7), 0, 1_000, 1_000),
    ]
    assert forecast(months, late, use, TODAY) == [
        Expected(month(3), 900, 900, 900),
        Expected(month(4), 728, 800, 800),
        Expected(month(5), 1_010, 1_140, 1_270),
        Expected(month(7), 700, 800, 900),
    ]


def test_without_history_all_that_is_committed_is_expected():
    found = forecast([Month(month(2), 500, 300, 800)], Lateness(), CERTAIN, TODAY)
    assert found == [Expected(month(2), 500, 800, 800)]


@pytest.mark.parametrize(
    ("limit", "day"),
    [
        (0, date(2026, 1, 1)), (309, date(2026, 1, 31)), (310, date(2026, 2, 1)),
        (449, date(2026, 2, 14)), (450, date(2026, 2, 15)), (590, None), (10_000, None),
    ],
)  # fmt: skip
def test_the_day_a_limit_is_passed(limit, day):
    months = [Expected(month(1), 0, 310, 0), Expected(month(2), 0, 280, 0)]  # 10 a day
    assert day_passed(months, limit, lambda each: each.expected) == day


def test_a_percentage_is_rounded_down():
    assert percent_of(999, 70) == 699


def test_months_are_counted_over_years():
    assert months_between(month(11, 2025), TODAY) == 7
    assert months_between(TODAY, month(11, 2025)) == -7


cents = st.integers(0, 10**11)
months_of_care = st.integers(0, 29).map(lambda n: date(2024 + n // 12, n % 12 + 1, 1))
arrivals = st.dictionaries(
    st.tuples(months_of_care, months_of_care), st.integers(-(10**9), 10**10), max_size=30
)


@st.composite
def years(draw):
    found = []
    for number in range(1, 13):
        planned = draw(cents)
        committed = draw(st.integers(0, planned))
        found.append(Month(month(number), draw(st.integers(-(10**9), 10**11)), committed, planned))
    return found


days = st.dates(date(2025, 1, 1), date(2027, 6, 30))


@given(arrivals, days)
def test_shares_are_shares_and_fall_with_time(known, today):
    late = lateness(known, today)
    for each in late.still:
        assert NOTHING <= each.low <= each.expected <= each.high <= ALL
    expected = [each.expected for each in late.still]
    assert expected == sorted(expected, reverse=True)
    assert late.still == () or len(late.still) == HORIZON + 1


@given(years(), arrivals, days)
def test_a_forecast_lies_between_declared_and_all_that_is_committed(months, known, today):
    late = lateness(known, today)
    found = forecast(months, late, usage(months, late, today), today)
    for each, will_be in zip(months, found, strict=True):
        assert each.declared <= will_be.low <= will_be.expected <= will_be.high
        assert will_be.high <= each.declared + each.committed
        assert all(type(amount) is int for amount in (will_be.low, will_be.expected, will_be.high))


@given(years(), arrivals, days)
def test_the_months_together_are_the_year(months, known, today):
    late = lateness(known, today)
    found = [each.expected for each in forecast(months, late, CERTAIN, today)]
    running = cumulative(found)
    assert running[-1] == sum(found)
    steps = zip([0, *running], running, strict=False)
    assert [later - earlier for earlier, later in steps] == found


@given(st.lists(cents, min_size=12, max_size=12), cents)
def test_before_the_day_the_limit_holds_and_after_it_no_more(amounts, limit):
    months = [Expected(month(n), 0, each, 0) for n, each in enumerate(amounts, 1)]
    day = day_passed(months, limit, lambda each: each.expected)
    if day is None:
        assert sum(amounts) <= limit
        return
    before = sum(each.expected for each in months if each.month < day.replace(day=1))
    this = next(each.expected for each in months if each.month == day.replace(day=1))
    days_in = ((day.replace(day=1) + timedelta(days=32)).replace(day=1) - day.replace(day=1)).days
    assert before + Fraction(this * day.day, days_in) > limit
    assert before + Fraction(this * (day.day - 1), days_in) <= limit
