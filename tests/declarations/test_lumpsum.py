"""Budgets hold their limit whatever happens to them; amounts are split and spread to the cent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.lumpsum import (
    ACCOUNTS,
    Balance,
    BudgetExceeded,
    BudgetInUse,
    Move,
    covered,
    entries_of,
    instalments_of,
    lower_of,
    split,
    upper_of,
)

CENTS = st.integers(1, 10_000)


@pytest.mark.parametrize(
    ("amount", "bandwidth", "upper", "lower"),
    [(100, 0, 100, 100), (100, 5, 105, 95), (99, 5, 103, 95), (19, 5, 19, 19), (0, 100, 0, 0)],
)
def test_the_bandwidth_is_rounded_down_to_the_cent(
    amount: int, bandwidth: int, upper: int, lower: int
) -> None:
    assert (upper_of(amount, bandwidth), lower_of(amount, bandwidth)) == (upper, lower)


@given(st.lists(st.tuples(st.sampled_from(Move), st.integers(-5000, 10_000))))
def test_any_sequence_of_moves_keeps_the_limit_and_balances(
    moves: list[tuple[Move, int]],
) -> None:
    balance, book = Balance(0), dict.fromkeys(ACCOUNTS, 0)
    for move, cents in moves:
        try:
            after = balance.after(move, cents)
        except (BudgetExceeded, BudgetInUse, ValueError):
            continue
        balance = after
        entries = entries_of(move, cents)
        assert sum(signed for _, signed in entries) == 0
        for account, signed in entries:
            book[account] += signed
        assert balance.holds
        assert book == {
            "upper": -balance.upper, "free": balance.free, "reserved": balance.reserved,
            "drawn": balance.drawn,
        }  # fmt: skip
        assert balance.upper == balance.drawn + balance.reserved + balance.free


def test_the_last_cent_is_there_and_the_next_one_is_not() -> None:
    full = Balance(100, reserved=60, drawn=39).after(Move.RESERVE, 1)
    assert full.free == 0
    with pytest.raises(BudgetExceeded) as refused:
        full.after(Move.RESERVE, 1)
    assert refused.value.free == 0
    with pytest.raises(BudgetInUse):
        full.after(Move.SET, -1)


SHARES = st.dictionaries(st.text(min_size=1, max_size=8), st.integers(0, 10_000), min_size=1)


@given(st.integers(0, 10**12), SHARES.filter(lambda shares: sum(shares.values()) > 0))
def test_shares_add_up_to_the_cent(cents: int, shares: dict[str, int]) -> None:
    parts, whole = split(cents, shares), sum(shares.values())
    assert sum(parts.values()) == cents and parts.keys() == shares.keys()
    for name, share in shares.items():
        assert abs(parts[name] * whole - cents * share) < whole  # less than a cent off
        assert share or not parts[name]
    assert parts == split(cents, dict(reversed(shares.items())))


def test_left_over_cents_go_to_the_largest_remainders() -> None:
    assert split(100, {"a": 3333, "b": 3333, "c": 3334}) == {"a": 33, "b": 33, "c": 34}
    assert split(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert split(1, {"klein": 1, "groot": 2}) == {"klein": 0, "groot": 1}


@pytest.mark.parametrize("shares", [{}, {"a": 0}, {"a": -1, "b": 2}])
def test_shares_of_nothing_are_no_shares(shares: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        split(100, shares)


@given(st.integers(0, 10**12), st.integers(2000, 2100), st.integers(1, 53))
def test_instalments_add_up_and_come_in_order(amount: int, year: int, count: int) -> None:
    found = instalments_of(amount, year, count)
    assert sum(each.cents for each in found) == amount and len(found) == count
    assert max(each.cents for each in found) - min(each.cents for each in found) <= 1
    days = [each.due for each in found]
    assert days == sorted(set(days)) and days[0] == date(year, 1, 1) and days[-1].year == year


def test_quarters_begin_with_their_months() -> None:
    assert [each.due.month for each in instalments_of(100, 2026, 4)] == [1, 4, 7, 10]


def test_the_first_instalments_are_drawn_first() -> None:
    assert covered(instalments_of(100, 2026, 4), 60) == (25, 25, 10, 0)
    assert covered(instalments_of(100, 2026, 4), 0) == (0, 0, 0, 0)
    assert covered(instalments_of(100, 2026, 4), 110) == (25, 25, 25, 25)
