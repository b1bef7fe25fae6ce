"""HB1: highly specialised care by a consortium; its lead draws, the shares add up to the cent."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from declarations.lumpsum import Balance
from portal.identity.service import Role
from portal.lumpsum.page import drawdown_page
from portal.store.transaction import transaction
from tests.api.programs import is_problem, program
from tests.builders import MUNICIPALITY
from tests.intake.world import OTHER_PROVIDER
from tests.lumpsum.purse import YEAR, Purse, a_lump_sum

CONTRACT = "hoogspecialistisch"
SHARES = {"65656055": 6667, OTHER_PROVIDER: 3333}  # hundredths of a percent
MEMBERS = "".join(
    f'\n[[contract.member]]\nprovider = "{agb}"\nshare = {share}\n'
    for agb, share in SHARES.items()
)
CENTS = 1_000_001


@pytest.fixture
def care(purse: Purse) -> Purse:
    """A contract of the lead provider for a consortium."""
    budget = a_lump_sum((MUNICIPALITY, YEAR, 5_000_000), id=CONTRACT, law="jeugdwet")
    purse.load(budget + MEMBERS)
    return purse


def test_the_lead_draws_and_the_shares_of_the_members_add_up(care: Purse) -> None:
    drawdown = care.approved_drawdown(CENTS, contract=CONTRACT)
    care.pay_all()
    assert care.state(drawdown) == "paid"
    assert care.balance(CONTRACT) == Balance(5_000_000, drawn=CENTS)
    with transaction() as session:
        page = drawdown_page(session, care.as_known("carl"), drawdown)
    assert [cents for _name, cents in page.parts] == [666_701, 333_300]
    assert sum(cents for _name, cents in page.parts) == CENTS
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
