"""Finding a client, and everything about one."""

from datetime import date

import pytest

from declarations.model import Law
from tests.builders import BSN, OTHER_BSN, a_line
from tests.care_messages import a_start
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER


def dossier(desk) -> str:
    return f"/clienten/{desk.client_id()}"


def test_a_municipality_finds_its_client_by_either_number(desk):
    for wanted in (BSN, "9999 00006", "20072"):
        found = desk.post("/clienten/zoek", "checker", zoek=wanted)
        assert (found.status_code, found.location) == (303, dossier(desk))


def test_who_is_not_there_is_not_found(desk):
    desk.allocate(7, municipality=OTHER_MUNICIPALITY, bsn=OTHER_BSN)
    for wanted in (OTHER_BSN, "7", "999900007", "x", ""):
        assert desk.post("/clienten/zoek", "checker", zoek=wanted).location == "/clienten"
    assert "Geen cliënt gevonden" in desk.page("/clienten", "checker")


def test_all_of_a_client_stands_on_one_page(desk):
    desk.allocate(1, provider=OTHER_PROVIDER, code="A04")
    desk.allocate(2, provider=OTHER_PROVIDER, law=Law.YOUTH)
    desk.tell(a_start())
    desk.declare(a_line())
    desk.declare(a_line(reference="RN2", tariff=1300, month=date(2023, 3, 1)))
    told = desk.page(dossier(desk), "checker").replace("\xa0", " ")
    for number in ("20072", "01A04", "45A03"):
        assert number in told
    assert "Zorg 65656055" in told and "Zorg 42424242" in told
    assert "april 2023 1 € 50,00 € 0,00 € 0,00" in told
    assert "maart 2023 1 € 0,00 € 0,00 € 52,00" in told
    assert "gestart op 9 januari 2023" in told
    assert "start 20072 9 januari 2023 10 mei 2023 12:00 telt mee" in told
    html = desk.get(dossier(desk), "checker").text
    assert html.count('class="beam beam--allocated"') == 3
    assert html.count('class="beam beam--care"') == 1


def test_a_provider_sees_its_own_part(desk):
    desk.allocate(1, provider=OTHER_PROVIDER, code="A04")
    desk.declare(a_line())
    desk.tell(a_start())
    own = desk.page(dossier(desk))
    assert "20072" in own and "01A04" not in own
    theirs = desk.page(dossier(desk), "other-clerk")
    assert "01A04" in theirs and "20072" not in theirs
    assert "Er is nog niets gedeclareerd" in theirs
    assert "Er is nog geen start of stop gemeld" in theirs


@pytest.mark.parametrize("who", ["other-clerk", "other-checker"])
def test_for_others_the_client_does_not_exist(desk, who):
    assert desk.is_unknown(dossier(desk), who)
    assert desk.post(f"{dossier(desk)}/bsn", who).status_code == 404
    assert desk.seen() == []


@pytest.mark.parametrize("who", ["payments", "admin"])
def test_without_work_on_clients_the_door_is_closed(desk, who):
    assert desk.get("/clienten", who).status_code == 403
    assert desk.get(dossier(desk), who).status_code == 403
    assert desk.post(f"{dossier(desk)}/bsn", who).status_code == 403


def test_the_number_is_shown_on_one_click_that_is_noted(desk):
    client = desk.client_id()
    html = desk.get(dossier(desk), "checker").text
    assert BSN not in html and "••••••006" in html
    shown = desk.post(f"{dossier(desk)}/bsn", "checker")
    assert BSN in shown.text
    assert desk.seen() == [
        ("client dossier", "checker", client),
        ("client dossier", "checker", client),
        ("citizen number", "checker", client),
    ]
    assert desk.get(f"{dossier(desk)}/bsn", "checker").status_code == 405


def test_whom_somebody_saw_stands_ready_for_them_alone(desk):
    assert "nog geen cliënt bekeken" in desk.page("/clienten", "checker")
    desk.get(dossier(desk), "checker")
    assert "Cliënt ••••••006" in desk.page("/clienten", "checker")
    assert "••••••006" not in desk.page("/clienten", "other-checker")
