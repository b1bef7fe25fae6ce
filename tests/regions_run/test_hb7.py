"""HB7, the money: support in areas, one contract each; a dry area leaves the others untouched."""

from __future__ import annotations

import pytest

from declarations.lumpsum import Balance, BudgetExceeded
from tests.builders import MUNICIPALITY
from tests.lumpsum.purse import YEAR, Purse, a_lump_sum

AREAS = ("ondersteuning-noord", "ondersteuning-zuid")


def test_area_a_drawn_dry_leaves_b_untouched(purse: Purse) -> None:
    purse.load(*(a_lump_sum((MUNICIPALITY, YEAR, 120_000), id=area) for area in AREAS))
    dry, other = AREAS
    drawdowns = [purse.approved_drawdown(40_000, contract=dry) for _ in range(3)]
    purse.pay_all()
    assert {purse.state(each) for each in drawdowns} == {"paid"}
    with pytest.raises(BudgetExceeded):
        purse.submit(1, contract=dry)
    assert purse.balance(dry) == Balance(120_000, drawn=120_000)
    assert purse.balance(other) == Balance(120_000)
    drawdown = purse.approved_drawdown(120_000, contract=other)
    assert purse.state(drawdown) == "approved"
    assert purse.world.check() == []


def test_nothing_about_a_client_is_asked(purse: Purse) -> None:
    """The whole way, from asking to the bank, no client comes into being."""
    purse.load(a_lump_sum((MUNICIPALITY, YEAR, 120_000), id=AREAS[0]))
    before = purse.world.rows()
    purse.approved_drawdown(120_000, contract=AREAS[0])
    purse.released()
    after = purse.world.rows()
    assert all(before[name] == after[name] for name in ("client", "allocation", "line", "message"))
