"""A provider's list of allocations."""

import csv
import io
import re
from datetime import date

import pytest

from declarations.model import Law
from portal.allocations import listing
from portal.allocations.choice import Choice
from portal.web.exports import XLSX
from tests.builders import BSN, OTHER_BSN, a_line
from tests.care_messages import a_start
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER


def numbers(desk, query: str = "") -> list[int]:
    """The allocation numbers on the list, in order."""
    html = desk.get(f"/toewijzingen{query}").text
    return [int(n) for n in re.findall(r'<th scope="row"><a[^>]*>(\d+)</a>', html)]


def test_an_allocation_says_what_is_left_and_how_care_stands(desk):
    desk.declare(a_line())
    told = desk.page("/toewijzingen")
    assert "20072" in told and "Gemeente 0384" in told
    assert "4 van 120 uren gedeclareerd, 116 over" in told
    assert "niet gestart" in told
    desk.tell(a_start())
    assert "gestart op 9 januari 2023" in desk.page("/toewijzingen")


def test_the_citizen_number_is_masked(desk):
    html = desk.get("/toewijzingen").text
    assert "••••••006" in html
    assert BSN not in html


def test_each_provider_sees_its_own(desk):
    desk.allocate(1, provider=OTHER_PROVIDER)
    assert numbers(desk) == [20072]
    assert "20072" not in desk.page("/toewijzingen", "other-clerk")


@pytest.mark.parametrize("who", ["checker", "payments", "admin"])
def test_the_list_is_for_providers(desk, who):
    assert desk.get("/toewijzingen", who).status_code == 403


def test_a_budget_and_an_open_allocation_say_what_they_can(desk):
    desk.allocate_budget(2, 100000)
    desk.allocate(3, code="A04", end=None)
    told = desk.page("/toewijzingen")
    assert "€ 0,00 van € 1.000,00 gedeclareerd, € 1.000,00 over" in told.replace("\xa0", " ")
    assert "nog niets gedeclareerd" in told


def test_filters(desk):
    desk.allocate(2, law=Law.YOUTH)
    desk.allocate(3, municipality=OTHER_MUNICIPALITY)
    desk.allocate(4, code="A04", end=date(2023, 6, 30))
    desk.allocate(5, code="A04", start=date(2023, 5, 11), provider_reference="REF-5")
    assert numbers(desk, "?wet=jeugdwet") == [2]
    assert numbers(desk, f"?gemeente={desk.municipality_id(OTHER_MUNICIPALITY)}") == [3]
    assert numbers(desk, "?product=01A04") == [5, 4]
    assert numbers(desk, "?product=45") == [2]
    assert numbers(desk, "?stand=soon") == [4]
    assert numbers(desk, "?zoek=4") == [4]
    assert numbers(desk, "?zoek=REF-5") == [5]
    assert numbers(desk, "?stand=nonsense&gemeente=x&wet=x") == [5, 4, 3, 2, 20072]


def test_not_yet_started_is_what_should_run_and_does_not(desk):
    desk.allocate(5, start=date(2023, 5, 11))
    desk.allocate(6, end=date(2023, 5, 9))
    assert numbers(desk, "?stand=not-started") == [20072]
    desk.tell(a_start())
    assert numbers(desk, "?stand=not-started") == []
    desk.tell(a_start(status="3"))
    assert numbers(desk, "?stand=not-started") == [20072]


def test_nearly_used_up(desk):
    desk.allocate(2, volume=5, frequency="6", code="A03", start=date(2023, 4, 1))
    desk.declare(a_line(volume=5, allocation=2))
    assert numbers(desk, "?stand=nearly-used") == [2]
    assert "5 van 5 uren gedeclareerd, 0 over" in desk.page("/toewijzingen?stand=nearly-used")


@pytest.mark.parametrize("stand", ["", "nearly-used"])
def test_pages_follow_one_another_without_gaps(desk, monkeypatch, stand):
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "CHUNK", 2)
    for number in (2, 3, 4, 5):
        desk.allocate(number, volume=0, frequency="6")
    found, query = [], f"?stand={stand}"
    for _ in range(4):
        html = desk.get(f"/toewijzingen{query}").text
        found += numbers(desk, query)
        following = re.search(r'rel="next" href="/toewijzingen([^"]*)"', html)
        if not following:
            break
        query = following[1].replace("&amp;", "&")
    expected = [5, 4, 3, 2] if stand else [5, 4, 3, 2, 20072]
    assert found == expected


def test_searching_leaves_no_citizen_number_in_an_address(desk):
    found = desk.post("/toewijzingen/zoek", zoek=BSN)
    assert found.location == f"/clienten/{desk.client_id()}"
    unknown = desk.post("/toewijzingen/zoek", zoek=OTHER_BSN)
    assert unknown.location == "/toewijzingen"
    spaced = desk.post("/toewijzingen/zoek", zoek="9999 00 018")
    assert spaced.location == "/toewijzingen"
    plain = desk.post("/toewijzingen/zoek", zoek="20072")
    assert plain.location == "/toewijzingen?zoek=20072"


def test_a_client_of_another_provider_is_not_found(desk):
    desk.allocate(1, bsn=OTHER_BSN, provider=OTHER_PROVIDER)
    assert desk.post("/toewijzingen/zoek", zoek=OTHER_BSN).location == "/toewijzingen"


def test_the_list_as_files(desk):
    desk.allocate(2, law=Law.YOUTH)
    sheet = desk.get("/toewijzingen.xlsx")
    assert (sheet.status_code, sheet.content_type) == (200, XLSX)
    text = desk.get("/toewijzingen.csv?wet=jeugdwet").get_data(as_text=True)
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert (row["Toewijzing"], row["Productcode"], row["Volume over"]) == ("2", "45A03", "120")
    assert row["Burgerservicenummer"] == "••••••006"
    assert BSN not in text


def test_a_choice_survives_its_address():
    choice = Choice(stand="soon", law="wmo", municipality=3, product="01A03", words="REF")
    values = {name: str(value) for name, value in choice.as_values.items()}
    assert Choice.of(values) == choice
