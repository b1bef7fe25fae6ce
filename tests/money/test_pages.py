"""The money pages: figures that open to what they are made of, and the same money as the books."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.ledger.figures import booked, total
from portal.money.outlook import Outlook, outlooks, with_a_budget
from portal.money.sums import About
from portal.store.tenant import PORTAL, Scope, Tenant, acting_for
from portal.store.transaction import transaction
from tests.approvals.world import Office
from tests.builders import PROVIDER, a_line
from tests.identity.people import signed_in
from tests.intake.world import OTHER_MUNICIPALITY
from tests.money.test_counting import change, count

CONTRACT = f"wmo-{PROVIDER}"


def contract_id(office: Office, slug: str = CONTRACT) -> int:
    found: int = office.world.scalar("SELECT id FROM contract WHERE slug = :slug", slug=slug)
    return found


def page_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return answer.text.replace("\xa0", " ")


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def outlook_of(office: Office, tenant: Tenant | None = None, **about: Any) -> Outlook:
    wanted = About(2023, frozenset({contract_id(office)}), **about)
    with acting_for(tenant or office.tenant), transaction() as session:
        [found] = outlooks(
            session, tenant or office.tenant, wanted, office.world.clock.today()
        )
    return found


def budget(office: Office, cents: int, bandwidth: int = 0) -> None:
    """Give the contract a budget for 2023, as a lump sum has one."""
    change(
        "INSERT INTO contract_budget (version_id, municipality_id, year, amount_cents, bandwidth,"
        f" instalments) SELECT id, {office.id}, 2023, {cents}, {bandwidth}, 12"
        f" FROM contract_version WHERE contract_id = {contract_id(office)}"
    )


@pytest.fixture
def mona(app: Flask, office: Office) -> FlaskClient:
    return signed_in(app, office.email("mona"))


def test_before_the_first_count_the_page_says_so(office: Office, mona: FlaskClient) -> None:
    page = page_of(mona, f"/contracten/{contract_id(office)}/geld")
    assert "De bedragen worden voor het eerst geteld." in page
    assert "geen budget of plafond bekend" in page


def test_each_figure_opens_to_the_declarations_it_is_the_sum_of(
    office: Office, mona: FlaskClient
) -> None:
    first = office.declared(5000, 2500)
    office.declared(1250)
    office.check("cora", first)
    office.approve("anna", first)
    count(office)
    here = f"/contracten/{contract_id(office)}/geld"
    page = page_of(mona, here)
    assert "Geld 2023" in page
    for figure, cents, lines in (
        ("declared", ["75,00", "12,50"], "3 regels"), ("awarded", ["75,00", "12,50"], "3 regels"),
        ("approved", ["75,00"], "2 regels"), ("paid", [], "0 regels"),
    ):  # fmt: skip
        behind = f"{here}/declaraties"
        found = rows_of(mona, f"{behind}.csv?cijfer={figure}&jaar=2023")
        assert [each["Bedrag"] for each in found] == cents
        assert lines in page_of(mona, f"{behind}?cijfer={figure}&jaar=2023&maand=4" if cents
                                else f"{behind}?cijfer={figure}&jaar=2023")  # fmt: skip
    assert "0 regels" in page_of(mona, f"{here}/declaraties?cijfer=declared&jaar=2023&maand=3")
    april = rows_of(mona, f"{here}.csv?jaar=2023")[3]
    assert (april["Zorgmaand"], april["Gedeclareerd"], april["Goedgekeurd"]) == (
        "2023-04", "87,50", "75,00",
    )  # fmt: skip
    assert mona.get(f"{here}.xlsx").data.startswith(b"PK")


def test_what_is_committed_opens_to_its_allocations(office: Office, mona: FlaskClient) -> None:
    # ten hours of € 12.50 a month in 2023: 12 × € 125; April is declared; 11 months are open
    office.world.allocate(20072)
    office.world.declare(a_line(volume=4))
    count(office)
    outlook = outlook_of(office)
    assert outlook.worth.planned == 150_000
    # what was not used in April may be used later: nothing takes more than the month holds
    assert outlook.worth.committed == 137_500
    here = f"/contracten/{contract_id(office)}/geld"
    assert "€ 1.375,00" in page_of(mona, here)
    assert "1 toewijzing, samen <strong>€ 1.375,00</strong>" in page_of(mona, f"{here}/vastgelegd")
    [row] = rows_of(mona, f"{here}/vastgelegd.csv")
    assert (row["Toewijzing"], row["Open maanden"], row["Vastgelegd"]) == ("20072", "11", "1375,00")


def test_an_amount_that_nobody_can_know_says_why(office: Office, mona: FlaskClient) -> None:
    office.world.allocate(20072, unit="14")  # the contract is by the hour
    count(office)
    page = page_of(mona, f"/contracten/{contract_id(office)}/geld/vastgelegd")
    assert "Van 1 toewijzing is het bedrag niet te berekenen." in page
    assert "geen tarief dat past, of meer dan een" in page
    assert outlook_of(office).worth.unknown == 12


def test_the_page_has_the_money_of_the_books(office: Office) -> None:
    message = office.declared(5000, 2500)
    office.declared(1250)
    office.world.declare(a_line(reference="X", allocation=999, volume=4))  # no such allocation
    office.check("cora", message)
    office.approve("anna", message)
    count(office)
    outlook = outlook_of(office)
    with acting_for(office.tenant), transaction() as session:
        books = total(
            each.figures for each in booked(session, office.tenant)
            if each.between.contract_id == contract_id(office)
        )  # fmt: skip
    figures = outlook.figures
    assert (figures.declared, figures.awarded, figures.rejected, figures.parked) == (
        books.declared, books.awarded, books.rejected, books.parked,
    )  # fmt: skip
    assert figures.paid == books.paid + books.set_off
    assert figures.declared == figures.awarded + figures.rejected + figures.parked


def test_a_budget_has_a_day_on_which_it_runs_out(office: Office, mona: FlaskClient) -> None:
    # € 125 a month is allocated, and nobody has a history: € 1,000 lasts eight months
    office.world.allocate(20072)
    budget(office, 100_000, bandwidth=5)
    count(office)
    outlook = outlook_of(office)
    assert outlook.budget is not None
    assert (outlook.budget.amount, outlook.budget.upper) == (100_000, 105_000)
    assert outlook.free == 105_000 - 150_000
    # after August € 1,000; € 50 more is 12 of the 30 days of September
    assert str(outlook.runs_out()) == "2023-09-13"
    # € 700 is five months and 18.6 of the 31 days... of June's 30: € 75 of € 125 is 18 days
    assert str(outlook.mark_passed) == "2023-06-19"
    page = page_of(mona, f"/contracten/{contract_id(office)}/geld")
    assert "Het budget is naar verwachting op bij zorg van 13 september 2023" in page
    assert "Tekort" in page
    assert "70 % van het budget wordt naar verwachting gepasseerd bij zorg van 19 juni 2023" in page
    overview = page_of(mona, "/geld")
    assert "13 september 2023" in overview
    desk = page_of(mona, "/overzicht")
    assert "1 budget raakt dit jaar op" in desk
    assert "bij zorg van 13 september 2023" in desk


def test_only_those_who_answer_for_it_get_the_signal(
    app: Flask, office: Office, mona: FlaskClient
) -> None:
    office.world.allocate(20072)
    budget(office, 100)
    count(office)
    assert "budget raakt dit jaar op" in page_of(mona, "/overzicht")
    coen = signed_in(app, office.email("coen"))
    assert "budget raakt dit jaar op" in page_of(coen, "/overzicht")
    cora = signed_in(app, office.email("cora"))
    assert "budget raakt dit jaar op" not in page_of(cora, "/overzicht")


def test_without_a_budget_there_is_no_signal(office: Office, mona: FlaskClient) -> None:
    office.world.allocate(20072)
    count(office)
    with acting_for(office.tenant), transaction() as session:
        assert with_a_budget(session, office.tenant, office.world.clock.today()) == []
    assert "raakt dit jaar op" not in page_of(mona, "/overzicht")


def test_a_municipality_sees_its_own_part_and_the_provider_both(office: Office) -> None:
    office.declared(5000)
    office.world.allocate(30072, municipality=OTHER_MUNICIPALITY)
    office.world.declare(
        a_line(reference="T1", allocation=30072, volume=2), receiver=OTHER_MUNICIPALITY
    )
    count(office)
    assert outlook_of(office).figures.declared == 5000
    provider = office.world.scalar("SELECT id FROM provider WHERE agb = :agb", agb=PROVIDER)
    tenant = Tenant(Scope.PROVIDER, provider)
    assert outlook_of(office, tenant).figures.declared == 7500
    other = office.world.municipality_id(OTHER_MUNICIPALITY)
    assert outlook_of(office, tenant, municipality=other).figures.declared == 2500
    with acting_for(tenant), transaction() as session:
        today = office.world.clock.today()
        [found] = [
            each for each in outlooks(session, tenant, About(2023), today)
            if each.contract and each.contract.slug == CONTRACT
        ]  # fmt: skip
    assert found.figures.declared == 7500


def test_a_budget_of_one_municipality_is_not_held_against_the_care_of_two(
    app: Flask, office: Office
) -> None:
    office.world.allocate(20072)
    office.world.allocate(30072, municipality=OTHER_MUNICIPALITY)
    budget(office, 100_000)
    count(office)
    provider = office.world.scalar("SELECT id FROM provider WHERE agb = :agb", agb=PROVIDER)
    tenant = Tenant(Scope.PROVIDER, provider)
    both, own = outlook_of(office, tenant), outlook_of(office, tenant, municipality=office.id)
    assert (both.budget, both.partly) == (None, True)
    assert own.budget is not None
    assert str(own.runs_out()) == "2023-09-01"


def test_the_groups_together_are_the_whole(office: Office, mona: FlaskClient) -> None:
    office.declared(5000, 2500)
    count(office)
    page = page_of(mona, "/geld")
    assert page.count("€ 75,00") >= 8  # month, year, law, funding, provider, contract, all
    rows = rows_of(mona, "/geld.csv")
    assert sum(each["Gedeclareerd"] == "75,00" for each in rows) == 1


def test_a_verdict_that_is_held_back_is_not_in_what_the_provider_sees(office: Office) -> None:
    message = office.declared(5000)
    count(office)
    provider = office.world.scalar("SELECT id FROM provider WHERE agb = :agb", agb=PROVIDER)
    change(
        "INSERT INTO answer_release (message_id, municipality_id, provider_id, due)"
        f" SELECT id, municipality_id, provider_id, '2023-06-01' FROM message WHERE id = {message}"
    )
    assert outlook_of(office, Tenant(Scope.PROVIDER, provider)).figures.declared == 0
    assert outlook_of(office).figures.declared == 5000


def test_nonsense_in_an_address_is_left_out(office: Office, mona: FlaskClient) -> None:
    here = f"/contracten/{contract_id(office)}/geld"
    for nonsense in ("jaar=12x", "jaar=99999", "gemeente=abc", "jaar=2023&maand=13", "na=-1"):
        page_of(mona, f"{here}?{nonsense}")
        page_of(mona, f"{here}/declaraties?{nonsense}")
        page_of(mona, f"{here}/vastgelegd?{nonsense}")
    page_of(mona, "/contracten/987654/geld", 404)


def test_a_get_never_writes(office: Office, mona: FlaskClient) -> None:
    office.declared(5000)
    count(office)
    before = office.world.rows()
    here = f"/contracten/{contract_id(office)}/geld"
    for address in (here, f"{here}/vastgelegd", f"{here}/declaraties", "/geld"):
        page_of(mona, address)
    after = office.world.rows()
    assert {name for name in before if before[name] != after[name]} <= {"web_session"}


def test_the_sums_are_hidden_from_others(office: Office) -> None:
    office.declared(5000)
    count(office)
    other = Tenant(Scope.MUNICIPALITY, office.world.municipality_id(OTHER_MUNICIPALITY))
    assert outlook_of(office, other).figures.declared == 0
    with acting_for(PORTAL), transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM care_sum")) == 1
