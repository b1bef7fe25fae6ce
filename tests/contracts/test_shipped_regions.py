"""The regions that ship with the product: each loads, again without a change, and is whole."""

from __future__ import annotations

from datetime import date

import pytest

from portal.contracts.service import load_region, open_region, shipped_regions
from portal.contracts.stored import stored_region
from portal.identity.service import system_account
from portal.parties.changes import Happened
from portal.parties.service import known_codes
from schemas.region import read_region, write_region

TODAY = date(2026, 11, 23)
REGIONS = ("hart-van-brabant", "lekstroom", "noord-limburg")
SEGMENTS = {
    "wmo-1a", "wmo-1b", "wmo-2a", "wmo-2b", "wmo-3a", "wmo-3b", "jeugd-1", "jeugd-2", "jeugd-3",
    "jeugd-4", "participatie-1", "participatie-2", "participatie-3",
}  # fmt: skip


def kept(changes) -> set[Happened]:
    return {change.event for change in changes}


@pytest.mark.parametrize("name", REGIONS)
def test_it_loads_and_the_second_time_changes_nothing(session, clock, name):
    region = open_region(name, accounts=True)
    actor = system_account(session).id
    assert Happened.ADDED in kept(load_region(session, region, clock, actor))
    assert load_region(session, region, clock, actor) == []


@pytest.mark.parametrize("name", REGIONS)
def test_its_export_loads_without_a_change(session, clock, name):
    region = open_region(name, accounts=True)
    actor = system_account(session).id
    [added, *_] = load_region(session, region, clock, actor)
    written = write_region(stored_region(session, added.object_id))
    again = read_region(written.encode(), known_codes(), accounts=False)
    assert load_region(session, again, clock, actor) == []


@pytest.mark.parametrize("name", REGIONS)
def test_every_contract_can_be_used_today_or_says_what_goes_on(name):
    for contract in open_region(name, accounts=True).contracts:
        runs = contract.start <= TODAY <= contract.end
        assert runs or (contract.continuity or date.min) >= TODAY, contract.id


@pytest.mark.parametrize("name", REGIONS)
def test_every_role_has_its_people(name):
    roles = {account.role for account in open_region(name, accounts=True).accounts}
    asked = {"checker", "approver", "payments", "contract-manager", "functional-admin"}
    assert asked <= roles


def test_the_three_are_there_beside_the_sandbox():
    assert set(shipped_regions()) == {*REGIONS, "sandbox"}


def test_noord_limburg_has_thirteen_segments_with_their_aims():
    structure = open_region("noord-limburg", accounts=True).structure
    assert {each.id for each in structure.segments} == SEGMENTS
    assert all(each.target_group and each.goals for each in structure.segments)


def test_lekstroom_pays_a_part_of_the_list_and_one_tariff_for_everyone():
    contracts = {each.id: each for each in open_region("lekstroom", accounts=True).contracts}
    own = {each.percentage for each in contracts["jeugd-vrijgevestigd-weide"].products}
    none = {each.percentage for each in contracts["jeugd-zonder-contract"].products}
    assert (own, none) == ({85}, {70})
    support = contracts["wmo-thuis-verder"].products
    levels = {each.code: each.tariff for each in support if each.start <= date(2025, 6, 1)}
    assert (levels["02A11"], levels["02A12"], levels["02A13"]) == (5340, 6180, 7420)
    raised = [each.tariff for each in support if each.code == "02A11"]
    assert raised == [5340, 5544, 5559]  # 3.828 % foreseen, 4.103 % in the end


def test_hart_van_brabant_has_twelve_areas_with_a_contract_each():
    region = open_region("hart-van-brabant", accounts=True)
    areas = {each.id for each in region.structure.areas}
    taken = [each.area for each in region.contracts if each.area]
    assert len(areas) == 12 and sorted(taken) == sorted(areas)
