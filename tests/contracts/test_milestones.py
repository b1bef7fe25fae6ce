"""Milestones of a trajectory in a contract: stored, read back, and shown in words."""

import hashlib
from dataclasses import astuple

import pytest
from sqlalchemy import select

from declarations.model import Law
from portal.clock import Clock
from portal.contracts.loading import content_hash
from portal.contracts.records import ContractRecord, ContractVersionRecord
from portal.contracts.service import load_region, tariffs_for
from portal.identity.service import system_account
from portal.parties.service import find_municipality, find_provider
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.identity.people import signed_in
from tests.region_files import ACCOUNTS, a_contract, a_product, a_region_file

PLAIN = a_product("50", "50B01", unit="83", tariff=None)
PRODUCT = ("50", "50B01")


def region(*milestones: str):
    """A contract for trajectories, one product for each day on which something was agreed."""
    products = [f"{PLAIN}{each}" for each in milestones]
    text = a_region_file(a_contract(*products, law="jeugdwet")) + ACCOUNTS
    return read_region(text.encode(), {"0384"}, True)


def load(session, *milestones: str):
    return load_region(session, region(*milestones), Clock(), system_account(session).id)


def tariffs(session):
    provider, served = find_provider(session, "65656055"), find_municipality(session, "0384")
    return tariffs_for(session, provider.id, served.id, Law.YOUTH)[PRODUCT]


def test_each_tariff_carries_the_milestones_of_its_days(session):
    load(
        session,
        "\nstart = 2023-01-01",
        "\nstart = 2024-01-01\nmilestones = [70, 30]",
        "\nstart = 2025-01-01\nmilestones = [40, 30, 30]",
    )
    found = [(each.start.year, each.end.year, each.milestones) for each in tariffs(session)]
    assert found == [(2023, 2023, ()), (2024, 2024, (70, 30)), (2025, 2030, (40, 30, 30))]


def test_other_milestones_are_a_new_version_and_the_same_ones_are_none(session):
    assert load(session, "\nmilestones = [70, 30]")
    assert load(session, "\nmilestones = [70, 30]") == []
    [change] = load(session, "\nmilestones = [60, 40]")
    assert change.text.en == "contract thuis: changed (version 2)"
    assert [each.milestones for each in tariffs(session)] == [(60, 40)]
    assert len(session.scalars(select(ContractVersionRecord.id)).all()) == 2


def test_a_contract_without_milestones_keeps_the_hash_it_had():
    """Else every contract would get a new version when its region file is loaded again."""
    [contract] = region("").contracts
    told = (
        contract.funding, contract.start, contract.end, contract.answer, contract.park_days,
        sorted(contract.municipalities),
        sorted(astuple(product)[:5] for product in contract.products), [],
    )  # fmt: skip
    assert content_hash(contract) == hashlib.sha256(repr(told).encode()).digest()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "traject, gedeclareerd in mijlpalen: 70 % en 30 % van het toegewezen bedrag"),
        ("en", "trajectory, declared at milestones: 70 % and 30 % of the allocated amount"),
    ],
)
def test_the_page_of_the_contract_says_them_in_words(app, language, words):
    in_transaction(lambda session: load(session, "\nmilestones = [70, 30]"))
    contract = in_transaction(lambda session: session.scalar(select(ContractRecord.id)))
    browser = signed_in(app, "clerk@aanbieder.example")
    assert words in browser.get(f"/contracten/{contract}?lang={language}").text
