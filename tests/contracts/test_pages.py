"""Contracts on the screen, and taking over a region file there."""

import io

import pytest
from sqlalchemy import text

from portal.clock import Clock
from portal.contracts.service import load_region
from portal.contracts.views import LONGEST_FILE
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.identity.people import signed_in
from tests.region_files import a_contract, a_product, a_region_file

ACCOUNTS = """
[[account]]
email = "beheer@regio.example"
role = "functional-admin"

[[account]]
email = "clerk@een.example"
provider = "65656055"
role = "provider-clerk"

[[account]]
email = "clerk@twee.example"
provider = "42424242"
role = "provider-clerk"

[[account]]
email = "checker@diemen.example"
municipality = "0384"
role = "checker"
"""
MINE, THEIRS = "eigen-wmo", "ander-wmo"


def region_text(tariff=1250):
    """Two providers with a contract each; the second works in Tilburg only."""
    contracts = (
        a_contract(a_product("01", "01A03", tariff=tariff), id=MINE, municipalities='["0384"]'),
        a_contract(
            a_product("01", "01A03", tariff=1300), id=THEIRS, provider="42424242",
            municipalities='["0855"]',
        ),
    )  # fmt: skip
    parties = {"municipalities": ("0384", "0855"), "providers": ("65656055", "42424242")}
    return a_region_file(*contracts, **parties) + ACCOUNTS


@pytest.fixture
def portal(app):
    """The region loaded, and forms without their token."""
    app.config["WTF_CSRF_ENABLED"] = False
    region = read_region(region_text().encode(), {"0384", "0855"}, True)
    in_transaction(lambda session: load_region(session, region, Clock(), _system(session)))
    return app


def _system(session):
    return session.scalar(text("SELECT id FROM account WHERE role = 'system'"))


def _id_of(slug):
    return in_transaction(
        lambda session: session.scalar(text("SELECT id FROM contract WHERE slug = :s"), {"s": slug})
    )


@pytest.mark.parametrize("email", ["clerk@een.example", "checker@diemen.example"])
def test_a_party_sees_its_own_contracts_alone(portal, email):
    browser = signed_in(portal, email)
    page = browser.get("/contracten").text
    assert MINE in page
    assert THEIRS not in page
    assert "€ 12,50" in browser.get(f"/contracten/{_id_of(MINE)}").text.replace("\xa0", " ")
    foreign = browser.get(f"/contracten/{_id_of(THEIRS)}")
    nothing = browser.get("/contracten/999999")
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.text.replace(f"/contracten/{_id_of(THEIRS)}", "") == nothing.text.replace(
        "/contracten/999999", ""
    )


def test_the_region_sees_all_of_its_contracts(portal):
    page = signed_in(portal, "beheer@regio.example").get("/contracten").text
    assert MINE in page
    assert THEIRS in page


def _choose(browser, content, name="regio.toml"):
    data = {"file": (io.BytesIO(content.encode()), name)}
    return browser.post("/contracten/regiobestand", data=data)


def test_a_file_is_looked_at_before_it_is_taken_over(portal):
    browser = signed_in(portal, "beheer@regio.example")
    looked = _choose(browser, region_text(tariff=1275))
    assert looked.status_code == 200
    assert f"contract {MINE}: gewijzigd (version 2)" in looked.text
    assert "€ 12,50" in _tariff(browser), "looking must change nothing"
    taken = browser.post(
        "/contracten/regiobestand/overnemen",
        data={"content": region_text(tariff=1275).replace("\n", "\r\n")},
        follow_redirects=True,
    )
    assert "is overgenomen: 1 wijzigingen" in taken.text
    assert "€ 12,75" in _tariff(browser)
    assert "Niets: de regio is al zoals" in _choose(browser, region_text(tariff=1275)).text


def _tariff(browser):
    return browser.get(f"/contracten/{_id_of(MINE)}").text.replace("\xa0", " ")


WRONG = {
    "geen geldige TOML": "[region",
    "van een andere regio": region_text().replace("Proef", "Elders", 1),
    "Regel": region_text().replace('kvk = "', 'kvk = "x', 1),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_file_says_what_is_wrong_and_changes_nothing(portal, sentence):
    browser = signed_in(portal, "beheer@regio.example")
    page = _choose(browser, WRONG[sentence])
    assert page.status_code == 422
    assert sentence in page.text
    assert "<title>Fout:" in page.text
    assert "€ 12,50" in _tariff(browser)


def test_the_largest_file_that_is_looked_at_can_be_taken_over(portal):
    browser = signed_in(portal, "beheer@regio.example")
    content = region_text(tariff=1275)
    content += "#" * (LONGEST_FILE - len(content))
    assert _choose(browser, content).status_code == 200
    taken = browser.post("/contracten/regiobestand/overnemen", data={"content": content})
    assert taken.status_code == 302
    too_long = _choose(browser, content + "#")
    assert "groter dan 400 kB" in too_long.text


def test_no_file_is_said_beside_the_field(portal):
    page = signed_in(portal, "beheer@regio.example").post("/contracten/regiobestand", data={})
    assert page.status_code == 422
    assert "Kies een bestand." in page.text
