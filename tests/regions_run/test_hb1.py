"""HB1: highly specialised care by a consortium; its lead draws, the shares add up to the cent."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from declarations.lumpsum import Balance, split
from portal.identity.service import Role
from tests.api.programs import is_problem, program
from tests.builders import MUNICIPALITY
from tests.intake.world import OTHER_PROVIDER
from tests.lumpsum.purse import YEAR, Purse, a_lump_sum

CONTRACT = "hoogspecialistisch"
SHARES = {"65656055": 3334, OTHER_PROVIDER: 3333, "98990199": 3333}  # basis points
CENTS = 1_000_001


@pytest.fixture
def care(purse: Purse) -> Purse:
    """A contract of the lead provider for a consortium."""
    purse.load(a_lump_sum((MUNICIPALITY, YEAR, 5_000_000), id=CONTRACT, law="jeugdwet"))
    return purse


def test_the_lead_draws_and_the_shares_of_the_members_add_up(care: Purse) -> None:
    drawdown = care.approved_drawdown(CENTS, contract=CONTRACT)
    care.pay_all()
    assert care.state(drawdown) == "paid"
    assert care.balance(CONTRACT) == Balance(5_000_000, drawn=CENTS)
    parts = split(CENTS, SHARES)
    assert sum(parts.values()) == CENTS
    assert parts == {"65656055": 333_401, OTHER_PROVIDER: 333_300, "98990199": 333_300}
    assert care.world.check() == []


def test_a_member_that_draws_itself_is_refused(app: Flask, care: Purse) -> None:
    with pytest.raises(NotFound):
        care.submit(1, name="olga", contract=CONTRACT)
    member = program(app, care.world, Role.PROVIDER_ADMIN, OTHER_PROVIDER)
    wish = {
        "contract": CONTRACT, "municipality": MUNICIPALITY, "year": YEAR, "amount_cents": 1,
        "reference": "zelf",
    }  # fmt: skip
    is_problem(member.call("POST", "/drawdowns", json=wish), 404)
    assert care.balance(CONTRACT) == Balance(5_000_000)
