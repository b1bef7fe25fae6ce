"""HB8, the money: protected living as a lump sum with a bandwidth, for one contract partner."""

from __future__ import annotations

import pytest

from declarations.lumpsum import Balance, BudgetExceeded, lower_of, upper_of
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
