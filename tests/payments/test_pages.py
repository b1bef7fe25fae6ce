"""Payment runs as people of the municipality see them."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from tests.identity.people import signed_in
from tests.intake.world import OTHER_PROVIDER
from tests.payments.till import NEW, OWN, ZORG, Till, pain_002

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def at(app: Flask, till: Till):
    """A browser of somebody who works here."""
    return lambda name: signed_in(app, till.email(name))


def draw_up(client, day: str = "2023-05-12"):
    return client.post("/betaalrun/nieuw", data={"pay_on": day, "until": ""})


def test_from_what_can_be_paid_to_a_settled_run(till, at):
    till.approved(5000)
    till.approved(2500, provider=OTHER_PROVIDER)
    mila, kees = at("mila"), at("kees")
    page = mila.get("/betaalrun/nieuw")
    assert "€ 50,00" in page.text.replace("\xa0", " ") and "Zorg 65656055" in page.text
    answer = draw_up(mila)
    assert (answer.status_code, answer.location) == (303, "/betaalrun/2023-0001")
    assert "Nog niet ondertekend" in mila.get("/betaalrun/2023-0001").text
    place = "/betaalrun/2023-0001"
    assert mila.post(f"{place}/ondertekenen").status_code == 303
    assert "/vrijgeven" not in mila.get(place).text
    refused = mila.post(f"{place}/vrijgeven")
    assert refused.status_code == 409 and "een ander moet deze stap doen" in refused.text
    assert f"{place}/vrijgeven" in kees.get(place).text
    assert kees.post(f"{place}/vrijgeven").status_code == 303
    assert kees.post(f"{place}/bestand").status_code == 303
    first = kees.get(f"{place}/betaalbestand.xml")
    assert first.content_type == "application/xml" and OWN in first.text
    page = kees.get(place).text
    assert till.world.scalar("SELECT count(*) FROM payment_file") == 1
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    report = pain_002("0384-2023-0001", whole="ACSC")
    sent = mila.post(f"{place}/bankbericht", data={"file": (io.BytesIO(report), "p.xml")})
    assert sent.status_code == 303
    assert "afgehandeld" in mila.get("/betaalrun").text


def test_every_button_twice_has_one_effect(till, at):
    till.approved(5000)
    mila, kees = at("mila"), at("kees")
    assert draw_up(mila).location == "/betaalrun/2023-0001"
    assert draw_up(mila).location == "/betaalrun"
    place = "/betaalrun/2023-0001"
    for client, deed in ((mila, "ondertekenen"), (kees, "vrijgeven")):
        assert client.post(f"{place}/{deed}").status_code == 303
        again = client.post(f"{place}/{deed}")
        assert again.status_code == 409 and "Deze betaalrun is nu" in again.text
    assert [kees.post(f"{place}/bestand").status_code for _ in range(2)] == [303, 303]
    assert [kees.post(f"{place}/uitgevoerd").status_code for _ in range(2)] == [303, 409]
    assert mila.post(f"{place}/annuleren").status_code == 409
    assert till.totals() == {"paid": 5000}


def test_a_stopped_payment_says_why_and_keeps_what_was_typed(till, at):
    till.set_iban(ZORG, OTHER_PROVIDER)
    till.approved(5000)
    draw_up(at("mila"))
    coen = at("coen")
    page = coen.get("/betaalrun/2023-0001").text
    assert "Dezelfde rekening staat ook bij Zorg 42424242." in page
    [address] = set(re.findall(r'action="([^"]+/vrijmaken)"', page))
    wrong = coen.post(address, data={"reason": "bel 999900006"})
    assert wrong.status_code == 422 and "bel 999900006" in wrong.text
    assert wrong.text.count("<title>Fout:") == 1
    assert coen.post(address, data={"reason": "gebeld"}).status_code == 303
    assert "gebeld" in coen.get("/betaalrun/2023-0001").text
    assert at("mila").post(address, data={"reason": "toch"}).status_code == 409


def test_an_account_that_was_changed_is_told_at_the_release(till, at):
    till.approved(5000)
    mila, kees = at("mila"), at("kees")
    draw_up(mila)
    mila.post("/betaalrun/2023-0001/ondertekenen")
    till.set_iban(NEW)
    kees.post("/betaalrun/2023-0001/vrijgeven")
    page = kees.get("/betaalrun/2023-0001").text
    assert "van 1 betaling is de rekening intussen veranderd" in page
    assert till.totals() == {"in-run": 5000}


@pytest.mark.parametrize("day", ["", "2023-05-09", "2024-01-01", "morgen"])
def test_a_day_on_which_no_bank_pays(till, at, day):
    till.approved(5000)
    answer = draw_up(at("mila"), day)
    assert answer.status_code == 422 and "<title>Fout:" in answer.text
    assert till.totals() == {"approved": 5000}


def test_without_an_account_of_its_own_nothing_is_drawn_up(till, at):
    till.approved(5000)
    till.run_sql("DELETE FROM municipality_account")
    mila = at("mila")
    assert (
        "Het rekeningnummer van uw gemeente is nog niet bekend" in mila.get("/betaalrun/nieuw").text
    )
    assert draw_up(mila).status_code == 422


@pytest.mark.parametrize("data", [b"geen xml", b"<a/>", pain_002("0384-2023-0099", whole="ACSC")])
def test_a_report_that_does_not_fit_is_told(till, at, data):
    till.approved(5000)
    till.export(till.released())
    answer = at("mila").post(
        "/betaalrun/2023-0001/bankbericht", data={"file": (io.BytesIO(data), "p.xml")}
    )
    assert answer.status_code == 422 and "Er is niets veranderd" in answer.text.replace("\n", " ")
    assert till.totals() == {"released": 5000}


@pytest.mark.parametrize(
    "address", ["/betaalrun.csv", "/betaalrun/nieuw.csv", "/betaalrun/2023-0001.csv"]
)
def test_every_list_can_be_kept(till, at, address):
    till.approved(5000)
    till.released()
    till.approved(2500)
    answer = at("coen").get(address)
    assert answer.status_code == 200 and answer.text.count("\r\n") == 2
    assert at("coen").get(address.replace(".csv", ".xlsx")).data[:2] == b"PK"


def test_no_client_is_named_in_a_file_for_the_bank(till, at):
    till.approved(5000)
    number = till.released()
    body = till.export(number).decode()
    assert "999900006" not in body
    assert f"Zorg {number}" in body


def test_the_first_screen_says_what_waits(till, at):
    till.approved(5000)
    page = at("mila").get("/overzicht").text.replace("\xa0", " ")
    assert "€ 50,00 kan nu betaald worden" in page
    draw_up(at("mila"))
    assert "Wacht op de eerste handtekening" in at("mila").get("/overzicht").text
    till.sign("2023-0001")
    assert "Wacht op vrijgave door een tweede persoon" in at("kees").get("/overzicht").text
    assert "betaald worden" not in at("cora").get("/overzicht").text
