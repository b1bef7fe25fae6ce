"""The region that ships as the demonstration: complete, and it loads on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from declarations.model import Law
from portal.clock import FixedClock
from portal.contracts.service import load_region, open_region
from portal.identity.service import find_account, system_account
from portal.parties.service import find_municipality
from schemas.region import Region

TODAY = date(2026, 11, 22)
MUNICIPALITIES = {
    "0855": "Tilburg", "0797": "Heusden", "0809": "Loon op Zand", "0867": "Waalwijk",
    "0785": "Goirle", "0798": "Hilvarenbeek", "0824": "Oisterwijk", "0766": "Dongen",
    "0784": "Gilze en Rijen", "1723": "Alphen-Chaam", "0744": "Baarle-Nassau",
}  # fmt: skip
SUPPORT = {"0855", "0797", "0785", "0798", "0824", "0766", "0784"}
ACCOUNTS = {
    "clerk@zorgthuis.example": "provider-clerk",
    "admin@zorgthuis.example": "provider-admin",
    "clerk@jeugdhulp.example": "provider-clerk",
    "checker@tilburg.example": "checker",
    "approver@tilburg.example": "approver",
    "payments@tilburg.example": "payments",
    "release@tilburg.example": "payments",
    "contracts@tilburg.example": "contract-manager",
    "controller@tilburg.example": "controller",
    "checker@waalwijk.example": "checker",
    "functional@hartvanbrabant.example": "functional-admin",
}


@pytest.fixture(scope="module")
def region() -> Region:
    return open_region("hart-van-brabant", accounts=True)


def test_all_eleven_municipalities_are_in_it(region):
    assert {each.code: each.name for each in region.municipalities} == MUNICIPALITIES


def test_the_accounts_are_those_that_are_promised(region):
    assert {each.email: each.role for each in region.accounts} == ACCOUNTS


def test_two_clerks_are_of_two_providers_and_the_checkers_of_two_municipalities(region):
    accounts = {each.email: each for each in region.accounts}
    clerk, admin, other = (
        accounts[f"{name}.example"]
        for name in ("clerk@zorgthuis", "admin@zorgthuis", "clerk@jeugdhulp")
    )
    assert clerk.provider == admin.provider != other.provider
    assert accounts["checker@tilburg.example"].municipality == "0855"
    assert accounts["checker@waalwijk.example"].municipality == "0867"


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_every_municipality_buys_by_price_and_by_lump_sum_today(region, law):
    running = [c for c in region.contracts if c.law is law and c.start <= TODAY <= c.end]
    for funding in ("pxq", "lumpsum"):
        buying = {m for c in running if c.funding == funding for m in c.municipalities}
        assert buying == set(MUNICIPALITIES)


def test_support_has_twelve_areas_in_seven_municipalities(region):
    areas = [c for c in region.contracts if c.id.startswith("wmo-ondersteuning-")]
    assert len(areas) == 12
    assert {municipality for c in areas for municipality in c.municipalities} == SUPPORT


def test_protected_living_has_one_partner_and_a_band(region):
    [contract] = [c for c in region.contracts if c.id == "wmo-beschermd-wonen"]
    assert {budget.bandwidth for budget in contract.budgets} == {5}
    this_year = sum(b.amount for b in contract.budgets if b.year == TODAY.year)
    assert abs(this_year - 4_910_000_000) < 1_000_000


def test_every_lump_sum_has_a_budget_for_this_year(region):
    for contract in (c for c in region.contracts if c.funding == "lumpsum"):
        assert {b.municipality for b in contract.budgets if b.year == TODAY.year} == set(
            contract.municipalities
        )


def test_no_account_number_can_be_of_a_real_bank(region):
    assert {each.iban[4:8] for each in region.providers} == {"DEMO"}


def test_it_loads_and_loads_again_without_a_change(session, region):
    clock, actor = FixedClock.on(TODAY), system_account(session).id
    assert load_region(session, region, clock, actor)
    assert load_region(session, region, clock, actor) == []
    for code in MUNICIPALITIES:
        assert find_municipality(session, code) is not None
    for email, role in ACCOUNTS.items():
        account = find_account(session, email)
        assert account is not None and account.role == role
