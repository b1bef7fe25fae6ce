"""The pages: choosing, confirming with a count and a sum, deciding, and being refused kindly."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.identity.service import Role
from portal.settlement.service import Sum
from tests.approvals.world import Office
from tests.identity.people import signed_in

LIMITS = {
    "provider": "", "law": "", "line_limit": "100,00", "declaration_limit": "200,00",
    "start": "2023-01-01", "end": "2023-12-31",
}  # fmt: skip


@pytest.fixture
def cora(app: Flask, office: Office) -> FlaskClient:
    return signed_in(app, office.email("cora"))


@pytest.fixture
def anna(app: Flask, office: Office) -> FlaskClient:
    return signed_in(app, office.email("anna"))


def tokens(page: str) -> list[str]:
    return re.findall(r'name="keuze" value="([^"]+)"', page)


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="([^"]+)"', page)[0]


def test_a_checker_chooses_confirms_and_checks_several(office: Office, cora: FlaskClient) -> None:
    first, second = office.declared(2500, 5000), office.declared(7500)
    page = cora.get("/goedkeuring").text
    assert tokens(page) == [f"{first}.2.7500", f"{second}.1.7500"]
    asked = cora.post("/goedkeuring/bevestigen", data={"keuze": tokens(page)})
    assert asked.status_code == 200
    assert "Controleer 2 declaraties, €\xa0150,00" in asked.text
    assert office.stages(first) == {"open": Sum(2, 7500)}
    done = cora.post("/goedkeuring/controleren", data={"keuze": tokens(asked.text)})
    assert done.status_code == 303
    assert "2 declaraties gecontroleerd, €\xa0150,00." in cora.get(done.location).text
    assert office.stages(first) == {"checked": Sum(2, 7500)}
    again = cora.post("/goedkeuring/controleren", data={"keuze": tokens(asked.text)})
    assert again.status_code == 409
    assert "Deze declaratie is nu: gecontroleerd." in again.text
    assert office.world.scalar("SELECT count(*) FROM approval") == 2


def test_all_of_a_list_are_chosen_at_once(office: Office, cora: FlaskClient) -> None:
    for _ in range(3):
        office.declared()
    asked = cora.post("/goedkeuring/bevestigen", data={"alles": "1", "lijst": "controleren"})
    assert len(tokens(asked.text)) == 3
    nothing = cora.post("/goedkeuring/bevestigen", data={"lijst": "controleren"})
    assert nothing.status_code == 303
    assert "Kies eerst een declaratie." in cora.get(nothing.location).text


def test_what_changed_in_the_meantime_is_left_and_said(office: Office, cora: FlaskClient) -> None:
    first, second = office.declared(2500, 5000), office.declared()
    chosen = tokens(cora.get("/goedkeuring").text)
    office.block(first)
    done = cora.post("/goedkeuring/controleren", data={"keuze": chosen})
    page = cora.get(done.location).text
    assert "1 declaratie gecontroleerd" in page
    assert "1 declaratie niet: De regels zijn intussen" in page
    assert office.stages(first) == {"blocked": Sum(1, 2500), "open": Sum(1, 5000)}
    assert office.stages(second) == {"checked": Sum(1, 5000)}


def test_an_approver_approves_one_on_its_page(office: Office, anna: FlaskClient) -> None:
    message = office.declared()
    office.check("cora", message)
    address = f"/goedkeuring/{message}"
    page = anna.get(address).text
    assert "Keur 1 regel goed, €\xa050,00" in page
    done = anna.post(f"{address}/goedkeuren", data={"seen": seen(page)})
    assert done.status_code == 303
    page = anna.get(address).text
    assert "Goedgekeurd: €\xa050,00." in page
    assert "Cora" in page and "Anna" in page
    again = anna.post(f"{address}/goedkeuren", data={"seen": f"{message}.1.5000"})
    assert again.status_code == 409
    assert "<title>Fout: Dit kan nu niet" in again.text


def test_the_same_person_in_another_role_is_told_who_must(app: Flask, office: Office) -> None:
    message = office.declared()
    office.check("cora", message)

    office.hire("cora2", Role.APPROVER, person_of="cora")
    answer = signed_in(app, office.email("cora2")).post(f"/goedkeuring/{message}/goedkeuren")
    assert answer.status_code == 409
    assert "U deed voor dit geld al de controle; een ander moet deze stap doen." in answer.text
    assert office.stages(message) == {"checked": Sum(1, 5000)}


def test_sending_back_asks_for_a_reason(office: Office, anna: FlaskClient) -> None:
    message = office.declared()
    office.check("cora", message)
    address = f"/goedkeuring/{message}/terug"
    for reason in ("", "  ", "client 999900006", "999 900 006 klopt niet"):
        answer = anna.post(address, data={"reason": reason})
        assert answer.status_code == 422, reason
        assert "<title>Fout:" in answer.text
    assert anna.post(address, data={"reason": "Twee maanden door elkaar"}).status_code == 303
    assert "Twee maanden door elkaar" in anna.get(f"/goedkeuring/{message}").text
    assert office.stages(message) == {"open": Sum(1, 5000)}


def test_withdrawing_asks_for_a_reason_and_opens_the_lines(
    office: Office, anna: FlaskClient
) -> None:
    message = office.declared()
    office.check("cora", message)
    office.approve("arie", message)
    address = f"/goedkeuring/{message}/ronde/1/intrekken"
    assert anna.get(address).status_code == 200
    assert anna.post(address, data={}).status_code == 422
    assert anna.post(address, data={"reason": "te vroeg"}).status_code == 303
    assert office.stages(message) == {"open": Sum(1, 5000)}
    assert anna.post(address, data={"reason": "te vroeg"}).status_code == 409
    assert anna.get(f"/goedkeuring/{message}/ronde/7/intrekken").status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_lists_are_files_too(office: Office, anna: FlaskClient, kind: str) -> None:
    message = office.declared()
    office.block(message)
    answer = anna.get(f"/goedkeuring.{kind}?lijst=tegengehouden")
    assert answer.status_code == 200
    assert f"goedkeuring.{kind}" in answer.headers["Content-Disposition"]
    if kind == "csv":
        assert "Zorg 65656055" in answer.text or "50,00" in answer.text
    assert anna.get(f"/mandaten.{kind}").status_code == 200


def test_the_filter_narrows_the_list(office: Office, anna: FlaskClient) -> None:
    message = office.declared()
    office.check("cora", message)
    other = office.world.scalar("SELECT id FROM provider WHERE agb = '42424242'")
    assert f"{message}.1.5000" in anna.get("/goedkeuring").text
    assert "past bij deze keuze" in anna.get(f"/goedkeuring?aanbieder={other}").text
    assert f"{message}.1.5000" in anna.get("/goedkeuring?aanbieder=x&wet=x&na=x&lijst=x").text


def test_a_mandate_is_proposed_by_one_and_signed_by_another(
    app: Flask, office: Office, anna: FlaskClient
) -> None:
    wrong = anna.post("/mandaten/nieuw", data={**LIMITS, "declaration_limit": "99,00"})
    assert wrong.status_code == 422
    assert "lager dan dat van één regel" in wrong.text and 'value="99,00"' in wrong.text
    late = anna.post("/mandaten/nieuw", data={**LIMITS, "end": "2022-01-01"})
    assert late.status_code == 422
    assert anna.post("/mandaten/nieuw", data=LIMITS).status_code == 303
    number = office.world.scalar("SELECT id FROM mandate")
    refused = anna.post(f"/mandaten/{number}/tekenen")
    assert refused.status_code == 409
    assert "een ander moet deze stap doen" in refused.text
    coen = signed_in(app, office.email("coen"))
    assert coen.post(f"/mandaten/{number}/tekenen").status_code == 303
    assert "van kracht" in coen.get("/mandaten").text
    assert coen.post(f"/mandaten/{number}/tekenen").status_code == 409
    assert coen.post(f"/mandaten/{number}/beeindigen").status_code == 303
    assert "beëindigd" in coen.get("/mandaten").text


def test_the_first_screen_says_what_waits_with_its_euros(
    office: Office, cora: FlaskClient, anna: FlaskClient
) -> None:
    message = office.declared(2500, 5000)
    office.declared()
    page = cora.get("/overzicht").text
    assert "2 declaraties te controleren" in page and "€\xa0125,00" in page
    office.check("chris", message)
    assert "1 declaratie te controleren" in cora.get("/overzicht").text
    page = anna.get("/overzicht").text
    assert "1 declaratie goed te keuren" in page and "€\xa075,00" in page
