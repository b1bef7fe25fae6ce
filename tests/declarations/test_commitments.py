"""What is allocated and still to be declared: examples worked by hand, and what always holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.allowance import Balance, most_in_all
from declarations.commitments import (
    Basis,
    Done,
    amount_of,
    commitments,
    even_parts,
    next_month,
)
from declarations.facts import Allocation, Tariff

YEAR_END = date(2026, 12, 31)
HOURLY = Tariff(7, 1, "04", 5_000, date(2026, 1, 1), date(2030, 12, 31))
# ten hours a month, from half January to the end of June
TEN_A_MONTH = Allocation(
    1, 1, date(2026, 1, 15), date(2026, 6, 30), "02", "02A03", 10, "04", "4", None
)


def months(found):
    return [(each.month.month, each.planned, each.committed) for each in found]


def test_a_monthly_volume_is_worth_its_tariff_every_month():
    found = commitments(TEN_A_MONTH, [HOURLY], Done(), YEAR_END)
    assert months(found) == [(month, 50_000, 50_000) for month in range(1, 7)]
    assert {each.contracts for each in found} == {(7,)}


def test_a_month_that_was_declared_is_committed_no_more():
    done = Done({date(2026, 1, 1), date(2026, 3, 1)}, Balance(15, 75_000))
    found = commitments(TEN_A_MONTH, [HOURLY], done, YEAR_END)
    # 60 hours in all, 15 used: 45 are left, and the four open months hold 40
    assert [each.committed for each in found] == [0, 50_000, 0, 50_000, 50_000, 50_000]
    assert sum(each.planned for each in found) == 300_000


def test_what_is_left_in_all_bounds_what_is_committed():
    done = Done({date(2026, 1, 1)}, Balance(35, 175_000))
    found = commitments(TEN_A_MONTH, [HOURLY], done, YEAR_END)
    # 25 hours are left of 60: ten in February and March, five in April
    assert [each.committed for each in found] == [0, 50_000, 50_000, 25_000, 0, 0]


def test_a_week_on_the_border_of_two_months_counts_once():
    weekly = replace(TEN_A_MONTH, start=date(2026, 1, 1), end=date(2026, 2, 28),
                     volume=2, frequency="2")  # fmt: skip
    found = commitments(weekly, [HOURLY], Done(), YEAR_END)
    # from Monday 29 December to Sunday 1 March: nine weeks, of which five touch January
    assert months(found) == [(1, 50_000, 50_000), (2, 40_000, 40_000)]


def test_without_an_end_it_goes_on_to_the_last_day_asked():
    endless = replace(TEN_A_MONTH, end=None)
    found = commitments(endless, [HOURLY], Done(), YEAR_END)
    assert [each.month.month for each in found] == list(range(1, 13))
    assert sum(each.committed for each in found) == 12 * 50_000


def test_a_new_tariff_counts_from_its_day():
    old = replace(HOURLY, end=date(2026, 3, 31))
    new = replace(HOURLY, cents=5_250, start=date(2026, 4, 1))
    found = commitments(TEN_A_MONTH, [old, new], Done(), YEAR_END)
    assert [each.planned for each in found] == [50_000] * 3 + [52_500] * 3


def test_a_budget_is_spread_over_the_open_months():
    generic = replace(
        TEN_A_MONTH, category=None, code=None, volume=None, unit=None, frequency=None,
        budget=100_000,
    )  # fmt: skip
    done = Done({date(2026, 1, 1), date(2026, 2, 1)}, Balance(0, 40_000))
    found = commitments(generic, [HOURLY], done, YEAR_END)
    assert {each.basis for each in found} == {Basis.BUDGET}
    assert [each.committed for each in found] == [0, 0, 15_000, 15_000, 15_000, 15_000]


def test_a_volume_in_total_is_spread_too():
    total = replace(TEN_A_MONTH, volume=9, frequency="6", end=date(2026, 3, 31))
    found = commitments(total, [HOURLY], Done({date(2026, 1, 1)}, Balance(5, 25_000)), YEAR_END)
    assert months(found) == [(1, 15_000, 0), (2, 15_000, 10_000), (3, 15_000, 10_000)]


def test_minutes_are_paid_by_the_hour():
    assert amount_of(90, "01", "04", 5_000) == 7_500
    in_minutes = replace(TEN_A_MONTH, volume=90, unit="01")
    found = commitments(in_minutes, [HOURLY], Done(), YEAR_END)
    assert {each.planned for each in found} == {7_500}


def test_a_volume_in_euros_is_an_amount():
    euros = replace(TEN_A_MONTH, volume=12_300, unit="83")
    found = commitments(euros, [replace(HOURLY, unit="83", cents=None)], Done(), YEAR_END)
    assert {each.planned for each in found} == {12_300}


@pytest.mark.parametrize(
    ("changed", "tariffs", "basis"),
    [
        ({"volume": None, "frequency": None}, [HOURLY], Basis.NO_SIZE),
        ({"unit": "14"}, [HOURLY], Basis.NO_TARIFF),
        ({"code": None}, [HOURLY, replace(HOURLY, cents=4_000)], Basis.NO_TARIFF),
        ({}, [HOURLY, replace(HOURLY, contract=8)], Basis.SEVERAL_CONTRACTS),
        ({"budget": 5_000, "volume": None}, [HOURLY, replace(HOURLY, contract=8)],
         Basis.SEVERAL_CONTRACTS),
    ],
)  # fmt: skip
def test_what_cannot_be_known_says_why(changed, tariffs, basis):
    found = commitments(replace(TEN_A_MONTH, **changed), tariffs, Done(), YEAR_END)
    assert {each.basis for each in found} == {basis}
    assert not basis.known
    assert {(each.planned, each.committed) for each in found} == {(0, 0)}


def test_a_month_without_a_contract_and_a_deleted_allocation_commit_nothing():
    ended = replace(HOURLY, end=date(2026, 2, 28))
    found = commitments(TEN_A_MONTH, [ended], Done(), YEAR_END)
    assert [each.month.month for each in found] == [1, 2]
    assert commitments(replace(TEN_A_MONTH, deleted=True), [HOURLY], Done(), YEAR_END) == []


def test_december_is_followed_by_january():
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert next_month(date(2026, 1, 1)) == date(2026, 2, 1)


starts = st.dates(date(2025, 1, 1), date(2026, 11, 30))


@st.composite
def allocations(draw):
    start = draw(starts)
    end = start + timedelta(days=draw(st.integers(0, 500)))
    return Allocation(
        1, 1, start, end, draw(st.sampled_from(["01", "02"])), "02A03",
        draw(st.integers(0, 40)), draw(st.sampled_from(["04", "01", "82"])),
        draw(st.sampled_from(["1", "2", "4", "6"])),
    )  # fmt: skip


FOREVER = date(2031, 12, 31)


@given(allocations(), st.sets(st.integers(0, 20)), st.integers(0, 4_000))
def test_never_more_is_committed_than_is_left(allocated, declared, used):
    price = Tariff(7, 1, allocated.unit, 100, date(2020, 1, 1), FOREVER)
    all_months = [each.month for each in commitments(allocated, [price], Done(), FOREVER)]
    done = Done({all_months[each] for each in declared if each < len(all_months)}, Balance(used))
    found = commitments(allocated, [price], done, FOREVER)
    left = max(0, most_in_all(allocated) - used)
    assert sum(each.committed for each in found) <= left * 100
    assert all(0 <= each.committed <= each.planned for each in found)
    assert all(each.committed == 0 for each in found if each.month in done.months)


@given(allocations())
def test_the_months_together_are_the_whole_allocation(allocated):
    price = Tariff(7, 1, allocated.unit, 100, date(2020, 1, 1), FOREVER)
    found = commitments(allocated, [price], Done(), FOREVER)
    assert sum(each.planned for each in found) == most_in_all(allocated) * 100
    assert sum(each.committed for each in found) == most_in_all(allocated) * 100


@given(st.integers(0, 10**12), st.integers(1, 60))
def test_even_parts_are_the_total(total, count):
    parts = even_parts(total, count)
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1
