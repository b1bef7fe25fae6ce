"""LS5: youth and parenting support by subsidy; granted 120, settled 110: 10 is reclaimed."""

from __future__ import annotations

from declarations.lumpsum import Balance
from portal.lumpsum.settling import Facts
from tests.builders import MUNICIPALITY
from tests.lumpsum.purse import YEAR, Purse, a_lump_sum

SUBSIDY = "subsidie-opvoedhulp"
OWED = "SELECT sum(reclaim_cents) FROM settlement WHERE state = 'confirmed'"


def test_granted_120_settled_110_ten_reclaimed(purse: Purse) -> None:
    purse.load(a_lump_sum((MUNICIPALITY, YEAR, 12_000), id=SUBSIDY, law="jeugdwet"))
    purse.approved_drawdown(12_000, contract=SUBSIDY)
    purse.pay_all()
    number = purse.propose(Facts(final_cents=11_000), contract=SUBSIDY)
    assert purse.balance(SUBSIDY) == Balance(12_000, drawn=12_000)  # a proposal moves nothing
    purse.settlement("coen", number, "confirm", contract=SUBSIDY)
    assert purse.balance(SUBSIDY) == Balance(11_000, drawn=11_000)
    assert purse.world.scalar(OWED) == 1_000
    assert purse.world.check() == []
    purse.settlement("mila", number, "receive", contract=SUBSIDY)
    assert purse.world.scalar(OWED) is None
    paid = "SELECT sum(amount_cents) FROM ledger_entry WHERE account = 'paid'"
    assert purse.world.scalar(paid) == 11_000
    assert purse.world.check() == []
