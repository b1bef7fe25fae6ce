"""HB8, the money: protected living as a lump sum with a bandwidth, for one contract partner."""

from __future__ import annotations

import pytest

from declarations.lumpsum import Balance, BudgetExceeded, lower_of, upper_of
from portal.lumpsum.settling import Facts
from tests.builders import MUNICIPALITY
from tests.lumpsum.purse import YEAR, Purse, a_lump_sum

AMOUNT, BANDWIDTH = 490_000_001, 5


@pytest.fixture
def living(purse: Purse) -> Purse:
    """One contract for protected living, with a bandwidth of five percent."""
    purse.load(
        a_lump_sum((MUNICIPALITY, YEAR, AMOUNT), id="beschermd-wonen", bandwidth=BANDWIDTH)
    )
    return purse


def test_the_bandwidth_is_drawn_to_the_cent_and_no_further(living: Purse) -> None:
    upper = upper_of(AMOUNT, BANDWIDTH)
    assert (upper, lower_of(AMOUNT, BANDWIDTH)) == (514_500_001, 465_500_001)
    drawdown = living.submit(upper, contract="beschermd-wonen").id
    with pytest.raises(BudgetExceeded) as refused:
        living.submit(1, contract="beschermd-wonen")
    assert refused.value.free == 0
    living.decide("cora", drawdown, "check")
    living.decide("anna", drawdown, "approve")
    living.pay_all()
    assert living.state(drawdown) == "paid"
    assert living.balance("beschermd-wonen") == Balance(upper, drawn=upper)
    assert living.world.check() == []


@pytest.mark.parametrize(
    ("realised", "upper", "drawn"),
    [
        (8400, 1_050_000, 1_000_000),  # as agreed: 700 places, twelve months
        (8820, 1_050_000, 1_000_000),  # the upper edge of the band
        (7980, 1_050_000, 1_000_000),  # the lower edge
        (8904, 1_060_000, 1_000_000),  # one percent beyond it: exactly that is added
        (7896, 1_040_000, 990_000),  # one percent below: exactly that comes back
    ],
)
def test_only_what_lies_outside_the_band_is_settled(
    purse: Purse, realised: int, upper: int, drawn: int
) -> None:
    place = {"contract": "beschermd-wonen"}
    purse.load(a_lump_sum((MUNICIPALITY, YEAR, 1_000_000), id=place["contract"], bandwidth=5))
    purse.approved_drawdown(1_000_000, **place)
    purse.pay_all()
    number = purse.propose(Facts(agreed=8400, realised=realised), **place)
    purse.settlement("coen", number, "confirm", **place)
    assert purse.balance(place["contract"]) == Balance(upper, drawn=drawn)
    assert purse.world.check() == []
