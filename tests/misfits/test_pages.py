"""What both sides read about lines that no longer fit, and what they do about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.contracts.service import load_region
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.builders import BSN
from tests.identity.people import signed_in
from tests.intake.world import MUNICIPALITIES, the_region
from tests.journeys.world import ACCOUNTS, CHECKER, CLERK, CONTROLLER, STRANGER
from tests.misfits.world import JUNE, MAY, Changing, the_end_of

LIST = "/past-niet-meer"


@pytest.fixture
def changed(world: Changing, app: Flask) -> Changing:
    """The allocation ends in May; June and July were awarded."""
    region = read_region((the_region() + ACCOUNTS).encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    world.until(the_end_of(MAY))
    return world


@pytest.fixture
def clerk(changed: Changing, app: Flask) -> Iterator[FlaskClient]:
    yield signed_in(app, CLERK)


@pytest.fixture
def checker(changed: Changing, app: Flask) -> Iterator[FlaskClient]:
    yield signed_in(app, CHECKER)


def number_of(world: Changing, reference: str) -> int:
    found: int = world.scalar("SELECT id FROM misfit WHERE reference = :r", r=reference)
    return found


def test_provider_reads_which_lines_why_and_what_to_do(clerk: FlaskClient) -> None:
    page = clerk.get(LIST).text
    assert "2 regels, samen € 100,00" in page.replace("\xa0", " ")
    assert "R6" in page
    assert "TR308" in page
    assert "Crediteer en dien opnieuw in" in page
    assert "Laat staan" not in page
    assert BSN not in page


def test_municipality_reads_them_by_change(checker: FlaskClient, changed: Changing) -> None:
    page = checker.get(LIST).text
    assert "toewijzing gewijzigd 20072" in page
    assert "Laat staan" in page
    version = changed.scalar("SELECT max(version_id) FROM misfit")
    assert "R6" in checker.get(f"{LIST}?oorzaak=toewijzing&wijziging={version}").text
    assert "R6" not in checker.get(f"{LIST}?oorzaak=toewijzing&wijziging={version + 1}").text
    assert "R6" not in checker.get(f"{LIST}?oorzaak=contract").text


def test_others_read_nothing_of_it(changed: Changing, app: Flask) -> None:
    page = signed_in(app, STRANGER).get(LIST).text
    assert "R6" not in page
    assert "Alle toegekende regels passen nog" in page


def test_button_begins_a_credit_with_the_line_anew(clerk: FlaskClient, changed: Changing) -> None:
    row = clerk.get(LIST).text.partition(">R6<")[2]
    answer = clerk.post(row.partition('action="')[2].partition('"')[0])
    assert answer.status_code == 303
    assert "20072" in clerk.get(answer.headers["Location"]).text
    assert changed.listed().keys() == {"R6", "R7"}, "nothing leaves the list before it is judged"


def test_first_screens_count_them_and_their_pages_tell(
    clerk: FlaskClient, checker: FlaskClient, changed: Changing
) -> None:
    for reader in (clerk, checker):
        assert "2 toegekende regels passen niet meer" in reader.get("/overzicht").text
        allocation = changed.scalar("SELECT allocation_id FROM misfit LIMIT 1")
        page = reader.get(f"/toewijzingen/{allocation}").text
        assert "passen niet meer bij deze toewijzing" in page
        batch = changed.scalar("SELECT public_id FROM batch")
        assert "past sinds" in reader.get(f"/aanleveringen/{batch}/1/regel/3").text
        assert "past sinds" not in reader.get(f"/aanleveringen/{batch}/1/regel/1").text


def test_line_that_is_left_as_it_is_leaves_the_list_and_stays_away(
    checker: FlaskClient, changed: Changing
) -> None:
    number = number_of(changed, "R6")
    assert checker.post(f"{LIST}/{number}/laat-staan").status_code == 303
    assert checker.post(f"{LIST}/{number}/laat-staan").status_code == 404
    changed.until(the_end_of(MAY), assigned=2)
    assert set(changed.listed()) == {"R7"}
    assert ("R6", "accepted") in changed.gone()
    gone = checker.get(f"{LIST}?stand=weg").text
    assert "zo gelaten door de gemeente" in gone
    assert changed.check() == []


def test_line_that_is_left_as_it_is_comes_back_for_another_reason(
    checker: FlaskClient, changed: Changing
) -> None:
    checker.post(f"{LIST}/{number_of(changed, 'R6')}/laat-staan")
    changed.until(the_end_of(JUNE), assigned=2)
    assert set(changed.listed()) == {"R7"}
    changed.reallocate(3, volume=3)
    assert "R6" in changed.listed()


def test_controller_looks_on(changed: Changing, app: Flask) -> None:
    page = signed_in(app, CONTROLLER).get(LIST).text
    assert "R6" in page
    assert "Laat staan" not in page


def test_search_finds_a_reference_and_keeps_citizen_numbers_out_of_addresses(
    clerk: FlaskClient,
) -> None:
    found = clerk.post(f"{LIST}/zoek", data={"zoek": "R7"}, follow_redirects=True).text
    assert "R7" in found
    assert "R6" not in found
    by_number = clerk.get(f"{LIST}?zoek=20072").text
    assert "R6" in by_number
    answer = clerk.post(f"{LIST}/zoek", data={"zoek": BSN})
    assert BSN not in answer.headers["Location"]


def test_list_as_a_file_holds_the_rule_and_no_citizen_number(checker: FlaskClient) -> None:
    text = checker.get(f"{LIST}.csv").text
    assert "R6" in text
    assert "TR308" in text
    assert BSN not in text
    assert checker.get(f"{LIST}.xlsx").status_code == 200


def test_list_is_read_in_parts(clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.misfits.listing.PAGE", 1)
    first = clerk.get(LIST).text
    assert "R7" in first
    assert 'rel="next"' in first
    second = clerk.get(f"{LIST}?na={first.partition('na=')[2].partition(chr(34))[0]}").text
    assert "R6" in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    "query",
    ["na=x", "partij=-1", "stand=zo", "oorzaak=x&wijziging=2", "zoek=%00", "na=" + "9" * 20],
)
def test_nonsense_in_the_address_counts_as_not_chosen(clerk: FlaskClient, query: str) -> None:
    assert clerk.get(f"{LIST}?{query}").status_code in (200, 400)
