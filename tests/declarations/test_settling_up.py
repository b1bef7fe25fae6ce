"""A year is settled on exactly what lies outside the band, or above the final amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.settling_up import Settled, by_final_amount, by_volume

AMOUNTS, VOLUMES = st.integers(0, 10**12), st.integers(1, 10**6)


@given(AMOUNTS, st.integers(0, 100), VOLUMES, st.integers(0, 2 * 10**6))
def test_inside_the_band_nothing_outside_exactly_the_excess(
    amount: int, bandwidth: int, agreed: int, realised: int
) -> None:
    found = by_volume(amount, bandwidth, agreed, realised)
    assert not (found.extra and found.reclaim)
    off = abs(realised - agreed) * 100 - agreed * bandwidth
    if off <= 0:
        assert found == Settled()
        return
    cents = found.extra if realised > agreed else found.reclaim
    assert abs(cents * agreed * 100 - amount * off) * 2 <= agreed * 100  # rounded once


def test_the_edges_belong_to_the_band() -> None:
    assert by_volume(100_000, 5, 100, 105) == by_volume(100_000, 5, 100, 95) == Settled()
    assert by_volume(100_000, 5, 100, 106) == Settled(extra=1000)
    assert by_volume(100_000, 5, 100, 94) == Settled(reclaim=1000)
    with pytest.raises(ValueError):
        by_volume(1, 0, 0, 1)


def test_of_a_subsidy_what_was_drawn_too_much_comes_back() -> None:
    assert by_final_amount(120, 110) == Settled(reclaim=10)
    assert by_final_amount(100, 110) == Settled()
