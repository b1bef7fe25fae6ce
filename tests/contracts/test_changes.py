"""Contracts that two people make and change, as they do it on the pages."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from portal.contracts.service import load_region
from portal.contracts.stored import stored_region
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region, write_region
from tests.identity.people import signed_in
from tests.intake.world import codes
from tests.regions_run.buying import CODES, Buying

OTHERS = """
[[account]]
email = "een@tilburg.example"
municipality = "0855"
role = "contract-manager"

[[account]]
email = "beheer@regio.example"
role = "functional-admin"
"""
NEW = {
    "slug": "wmo-begeleiding", "law": "wmo", "funding": "pxq", "provider": "65656055",
    "municipalities": "0384", "start": "2023-01-01", "end": "2026-12-31", "segment": "",
    "lot": "", "area": "", "answer": "automatic", "park_days": "0", "extensions": "2027-12-31",
    "continuity": "", "reason": "Het is gegund.", "products-0-category": "02",
    "products-0-code": "02A61", "products-0-unit": "04", "products-0-tariff": "64,20",
    "products-0-start": "", "products-0-list": "", "products-0-percentage": "",
    "products-0-milestones": "",
}  # fmt: skip
LUMP_SUM = {
    **{name: value for name, value in NEW.items() if not name.startswith("products")},
    "slug": "wmo-gebied", "funding": "lumpsum", "budgets-0-municipality": "0384",
    "budgets-0-year": "2023", "budgets-0-amount": "1.200.000,00", "budgets-0-bandwidth": "5",
    "budgets-0-instalments": "12",
}  # fmt: skip
FIRST, SECOND, ELSEWHERE = "een@diemen.example", "twee@diemen.example", "een@tilburg.example"


@pytest.fixture
def region(app, keyring) -> Buying:
    app.config["WTF_CSRF_ENABLED"] = False
    made = Buying(keyring)
    made.buy(OTHERS)
    app.config["PORTAL_CLOCK"] = made.clock
    return made


@pytest.fixture
def first(app, region):
    return signed_in(app, FIRST)


@pytest.fixture
def second(app, region):
    return signed_in(app, SECOND)


def proposed(browser, page="/contracten/nieuw", **changes) -> str:
    """The address of what was proposed."""
    answer = browser.post(page, data={**NEW, **changes})
    assert answer.status_code == 303, answer.text
    return answer.location


def region_id(session) -> int:
    return session.scalar(text("SELECT id FROM region"))


def contract_id(slug: str) -> int | None:
    with transaction() as session:
        return session.scalar(text("SELECT id FROM contract WHERE slug = :s"), {"s": slug})


def test_a_new_contract_works_the_day_two_people_agreed(region, first, second):
    wanted = proposed(first)
    assert "64,20" in second.get(wanted).text
    assert contract_id("wmo-begeleiding") is None
    assert second.post(f"{wanted}/bevestigen").status_code == 303

    region.allocate_product(1, "02", "02A61")
    line = {"allocation": 1, "category": "02", "code": "02A61", "tariff": 6420, "volume": 2}
    assert codes(region.line(date(2023, 4, 1), **line)) == [("0200",)]
    assert region.check() == []


def test_a_lump_sum_is_set_up_on_the_same_page(region, first, second):
    answer = first.post("/contracten/nieuw", data=LUMP_SUM)
    assert answer.status_code == 303, answer.text
    assert second.post(f"{answer.location}/bevestigen").status_code == 303
    page = first.get(f"/contracten/{contract_id('wmo-gebied')}").text
    assert "1.200.000,00" in page
    assert region.check() == []


def test_nobody_confirms_what_he_proposed(region, first):
    wanted = proposed(first)
    answer = first.post(f"{wanted}/bevestigen")
    assert answer.status_code == 409
    assert contract_id("wmo-begeleiding") is None


@pytest.mark.parametrize("deed", ["bevestigen", "weigeren", "intrekken", ""])
def test_another_municipality_does_not_find_it(app, region, first, deed):
    wanted = proposed(first)
    elsewhere = signed_in(app, ELSEWHERE)
    ask = elsewhere.post if deed else elsewhere.get
    answer = ask(f"{wanted}/{deed}" if deed else wanted, data={"reason": "nee"})
    assert answer.status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(region, first):
    answer = first.post("/contracten/nieuw", data={**NEW, "products-0-category": "99"})
    assert answer.status_code == 422
    assert "Deze categorie hoort niet bij deze wet." in answer.text
    assert 'value="64,20"' in answer.text
    bad = first.post("/contracten/nieuw", data={**NEW, "products-0-tariff": "veel"})
    assert bad.status_code == 422 and "Vul een bedrag in" in bad.text


def test_refused_or_withdrawn_it_changes_nothing(region, first, second):
    before = region.rows()["contract_version"]
    wanted = proposed(first)
    assert second.post(f"{wanted}/weigeren", data={"reason": "Te duur."}).status_code == 303
    assert "Te duur." in first.get(wanted).text
    again = proposed(first)
    assert first.post(f"{again}/intrekken").status_code == 303
    assert second.post(f"{again}/bevestigen").status_code == 409
    assert region.rows()["contract_version"] == before
    assert region.check() == []


def test_a_double_click_proposes_once(region, first, second):
    wanted = proposed(first)
    second.post(f"{wanted}/bevestigen")
    page = f"/contracten/{contract_id('wmo-begeleiding')}/wijzigen"
    proposed(first, page, **{"products-0-tariff": "70,00"})
    twice = first.post(page, data={**NEW, "products-0-tariff": "70,00"})
    assert twice.status_code == 409


def test_a_proposal_on_an_older_version_is_stale(region, first, second):
    second.post(f"{proposed(first)}/bevestigen")
    page = f"/contracten/{contract_id('wmo-begeleiding')}/wijzigen"
    wanted = proposed(first, page, **{"products-0-tariff": "70,00"})
    newer = in_transaction(lambda s: write_region(stored_region(s, region_id(s))))
    changed = read_region(newer.replace("6420", "6500").encode(), CODES, True)
    in_transaction(lambda s: load_region(s, changed, region.clock, region.account))
    answer = second.post(f"{wanted}/bevestigen")
    assert answer.status_code == 409 and "oudere versie" in answer.text


def test_more_rows_keep_what_was_typed(region, first):
    page = first.post("/contracten/nieuw", data={**NEW, "more": "1"}).text
    assert 'name="products-3-code"' in page and 'value="64,20"' in page


def test_the_region_as_a_file_loads_without_a_change(app, region, first, second):
    second.post(f"{proposed(first)}/bevestigen")
    admin = signed_in(app, "beheer@regio.example")
    answer = admin.get("/contracten/regio.toml")
    assert answer.status_code == 200
    before = region.rows()
    again = read_region(answer.data, CODES, False)
    in_transaction(lambda s: load_region(s, again, region.clock, region.account))
    assert region.rows() == before


def test_the_list_of_changes_exports(region, first):
    proposed(first)
    for kind in ("xlsx", "csv"):
        answer = first.get(f"/contracten/wijzigingen.{kind}")
        assert answer.status_code == 200
    assert "wmo-begeleiding" in answer.text
