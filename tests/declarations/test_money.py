"""Arithmetic on eurocents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.money import minute_tariff, minutes_amount, round_half_up


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 60, 0), (29, 60, 0), (30, 60, 1), (31, 60, 1), (89, 60, 1), (90, 60, 2), (5, 3, 2),
     (4, 3, 1), (1, 2, 1), (10**30, 1, 10**30)],
)  # fmt: skip
def test_a_half_goes_up(numerator: int, denominator: int, rounded: int) -> None:
    assert round_half_up(numerator, denominator) == rounded


@given(st.integers(0, 10**16), st.integers(1, 10**4))
def test_rounding_is_that_of_decimal_arithmetic(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    whole, rest = divmod(numerator, denominator)
    # halves that decimals cannot write exactly are decided by the remainder
    expected = whole + (2 * rest >= denominator)
    assert round_half_up(numerator, denominator) == expected
    if exact == exact.quantize(Decimal("0.001")):
        assert expected == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_sixty_one_minutes_at_73_50_an_hour() -> None:
    assert minutes_amount(7350, 61) == 7473
    assert minute_tariff(7350) == 123


@given(st.integers(0, 99_999_999), st.integers(0, 10_000))
def test_whole_hours_are_never_rounded(tariff: int, hours: int) -> None:
    assert minutes_amount(tariff, 60 * hours) == tariff * hours
