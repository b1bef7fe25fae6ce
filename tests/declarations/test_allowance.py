"""What an allocation leaves room for."""

from datetime import date

import pytest

from declarations.allowance import Balance, Room, most_in, most_in_all, period_in, room_in
from declarations.facts import Allocation
from declarations.model import Period

OCTOBER = Period(date(2025, 10, 7), date(2025, 10, 31))
NOVEMBER = Period(date(2025, 11, 1), date(2025, 11, 30))


def an_allocation(**changes) -> Allocation:
    usual = {
        "number": 1, "version": 1, "start": date(2025, 10, 7), "end": date(2025, 12, 30),
        "category": "02", "code": "02A03", "volume": 3, "unit": "04", "frequency": "2",
    }  # fmt: skip
    return Allocation(**{**usual, **changes})


def test_the_example_of_the_standard_for_hours_a_week():
    allocated = an_allocation()
    months = [period_in(allocated, date(2025, month, 1)) for month in (10, 11, 12)]
    assert [most_in(allocated, each) for each in months] == [12, 15, 15]
    assert most_in_all(allocated) == 39


def test_the_example_of_the_standard_for_euros_a_week():
    allocated = an_allocation(
        start=date(2025, 7, 7), end=date(2025, 9, 5), unit="83", volume=300_00
    )
    months = [period_in(allocated, date(2025, month, 1)) for month in (7, 8, 9)]
    assert [most_in(allocated, each) for each in months] == [900_00, 1800_00, 0]
    assert most_in_all(allocated) == 2700_00


def test_an_allocation_without_a_sunday_counts_once():
    allocated = an_allocation(
        start=date(2025, 10, 7), end=date(2025, 10, 10), unit="82", volume=1
    )
    assert most_in(allocated, Period(allocated.start, allocated.end)) == 1
    assert most_in_all(allocated) == 1


def test_help_at_home_always_has_six_weeks():
    allocated = an_allocation(category="01", code="01A03")
    assert most_in(allocated, OCTOBER) == 18
    assert most_in(an_allocation(category="02"), OCTOBER) == 12


def test_the_whole_of_help_at_home_counts_weeks_whatever_the_unit():
    allocated = an_allocation(category="01", code="01A03", unit="82", volume=1)
    assert most_in_all(allocated) == 13


@pytest.mark.parametrize(
    ("frequency", "in_october", "in_all"), [("1", 75, 255), ("4", 3, 9), ("6", 3, 3)]
)
def test_the_other_frequencies(frequency, in_october, in_all):
    allocated = an_allocation(frequency=frequency)
    assert most_in(allocated, OCTOBER) == in_october
    assert most_in_all(allocated) == in_all


def test_without_an_end_there_is_no_total_by_day_or_month():
    assert most_in_all(an_allocation(end=None, frequency="4")) is None
    assert most_in_all(an_allocation(end=None, frequency="6")) == 3


def test_what_was_awarded_takes_room():
    allocated = an_allocation(frequency="6", volume=10)
    assert room_in(allocated, NOVEMBER, Balance(volume=4)) == Room(6)
    assert room_in(allocated, NOVEMBER, Balance(volume=12)) == Room(0)


def test_a_budget_is_counted_in_euros():
    allocated = an_allocation(volume=None, unit=None, frequency=None, budget=100_00)
    assert room_in(allocated, NOVEMBER, Balance(cents=40_00)) == Room(None, 60_00)


def test_the_period_is_the_month_as_far_as_allocated():
    allocated = an_allocation()
    assert period_in(allocated, date(2025, 10, 20)) == OCTOBER
    assert period_in(allocated, date(2025, 12, 1)).end == date(2025, 12, 30)
    assert period_in(allocated, date(2026, 1, 1)) is None
    assert period_in(an_allocation(end=None), date(2026, 1, 1)).end == date(2026, 1, 31)
