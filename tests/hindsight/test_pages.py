"""What a controller asks on the page and reads there; an auditor reads along, others do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.hindsight import book
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.builders import BSN, MUNICIPALITY
from tests.hindsight.test_working import announced
from tests.hindsight.world import Asking
from tests.identity.people import signed_in
from tests.intake.world import MUNICIPALITIES, OTHER_MUNICIPALITY, the_region
from tests.journeys.world import ACCOUNTS, CHECKER, CONTROLLER

PAGE = "/herbeoordelen"
AUDITOR, ELSEWHERE = "auditor@diemen.example", "controller@elders.example"
MORE = f"""
[[account]]
email = "{AUDITOR}"
municipality = "{MUNICIPALITY}"
role = "auditor"

[[account]]
email = "{ELSEWHERE}"
municipality = "{OTHER_MUNICIPALITY}"
role = "controller"
"""


@pytest.fixture
def asked(world: Asking, app: Flask) -> Asking:
    """The allocation ends in May; nothing was asked yet."""
    text = the_region() + ACCOUNTS + MORE
    region = read_region(text.encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    world.shorten()
    return world


@pytest.fixture
def controller(asked: Asking, app: Flask) -> Iterator[FlaskClient]:
    yield signed_in(app, CONTROLLER)


def question(**changes: str) -> dict[str, str]:
    """The form as it is filled in for April to July."""
    return {
        "key": "a-form-of-this-test", "first": "2023-04", "last": "2023-07", "as_of": "now",
        **changes,
    }  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_controller_asks_waits_and_reads_what_would_change(
    controller: FlaskClient, asked: Asking
) -> None:
    assert PAGE in controller.get("/boekhouding").text
    assert "Er is nog niets gevraagd" in controller.get(PAGE).text
    answer = controller.post(PAGE, data=question())
    assert answer.status_code == 303
    place = answer.headers["Location"]
    waiting = controller.get(place).text
    assert "0 van 1 bericht opnieuw beoordeeld" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "Er loopt nu een vraag" in controller.get(PAGE).text
    asked.work()
    page = plain(controller.get(place).text)
    assert "2 toegekende regels zouden terugkomen (€ 100,00), bij 1 aanbieder." in page
    assert "verandert niets" in page
    assert "TR308" in page
    assert "<svg" in page
    assert BSN not in page
    again = controller.post(PAGE, data=question())
    assert again.headers["Location"] == place, "the same form asks once"


def test_progress_is_a_part_of_the_page_and_ends_with_the_whole(
    controller: FlaskClient, asked: Asking
) -> None:
    place = controller.post(PAGE, data=question()).headers["Location"]
    assert controller.get(f"{place}/voortgang").headers["Location"] == place
    part = controller.get(f"{place}/voortgang", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part.headers
    assert "<h1" not in part.text
    asked.work()
    part = controller.get(f"{place}/voortgang", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_reader_is_told_when_it_takes_long(
    controller: FlaskClient, asked: Asking, app: Flask
) -> None:
    place = controller.post(PAGE, data=question()).headers["Location"]
    app.config["PORTAL_CLOCK"] = FixedClock(asked.clock.now() + timedelta(minutes=3))
    assert "Dit duurt langer dan gewoon" in controller.get(place).text


def test_lines_open_by_rule_and_provider_and_lead_to_their_page(
    controller: FlaskClient, asked: Asking
) -> None:
    place = controller.post(PAGE, data=question()).headers["Location"]
    asked.work()
    lines = plain(controller.get(f"{place}/regels?regel=TR308").text)
    assert "2 regels, verschil -€ 100,00" in lines or "2 regels, verschil € -100,00" in lines
    batch = asked.scalar("SELECT public_id FROM batch")
    assert f"/aanleveringen/{batch}/1/regel/3" in lines
    assert controller.get(f"/aanleveringen/{batch}/1/regel/3").status_code == 200
    assert "R6" in lines
    assert "R4" not in lines
    assert BSN not in lines
    provider = asked.scalar("SELECT provider_id FROM message")
    assert "R6" in controller.get(f"{place}/regels?aanbieder={provider}").text
    for other in ("regel=TR999", f"aanbieder={provider + 1}", "wat=toegekend"):
        assert "Geen enkele regel past" in controller.get(f"{place}/regels?{other}").text


def test_lines_are_read_in_parts_and_taken_home(
    controller: FlaskClient, asked: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = controller.post(PAGE, data=question()).headers["Location"]
    asked.work()
    monkeypatch.setattr("portal.hindsight.listing.PAGE", 1)
    monkeypatch.setattr("portal.hindsight.listing.CHUNK", 1)
    first = controller.get(f"{place}/regels").text
    assert "R6" in first
    assert "R7" not in first
    following = re.search(r"na=(\d+)", first)
    assert following is not None
    assert "R7" in controller.get(f"{place}/regels?na={following[1]}").text
    text = controller.get(f"{place}/regels.csv").text
    assert text.count("TR308") == 2
    assert "-50,00" in text
    assert BSN not in text
    assert controller.get(f"{place}/regels.xlsx").status_code == 200


def test_nothing_that_differs_is_said_with_what_was_judged(
    controller: FlaskClient, asked: Asking
) -> None:
    place = controller.post(PAGE, data=question(as_of="then")).headers["Location"]
    asked.work()
    page = controller.get(place).text
    assert "Er zou niets anders uitkomen: 1 bericht is opnieuw beoordeeld." in page
    assert "Geen enkele regel zou anders uitkomen" in controller.get(f"{place}/regels").text


def test_stopped_asked_once_more_and_put_away(controller: FlaskClient, asked: Asking) -> None:
    place = controller.post(PAGE, data=question()).headers["Location"]
    other = controller.post(PAGE, data=question(key="another-form", as_of="then"))
    assert other.headers["Location"] == place
    assert "al een andere vraag" in controller.get(place).text
    assert "loopt nog" in controller.post(f"{place}/verwijder", follow_redirects=True).text
    stopped = controller.post(f"{place}/stop", follow_redirects=True).text
    assert "Deze herbeoordeling is gestopt op" in stopped
    assert "was al klaar" in controller.post(f"{place}/stop", follow_redirects=True).text
    again = controller.get(f"{PAGE}?opnieuw={place.rsplit('/', 1)[1]}").text
    assert '<option selected value="2023-04">' in again
    assert "verwijderd" in controller.post(f"{place}/verwijder", follow_redirects=True).text
    assert controller.get(place).status_code == 404


def test_auditor_reads_along_and_others_find_nothing(
    controller: FlaskClient, asked: Asking, app: Flask
) -> None:
    place = controller.post(PAGE, data=question()).headers["Location"]
    asked.work()
    auditor = signed_in(app, AUDITOR)
    assert "2 toegekende regels" in auditor.get(place).text
    assert "Verwijder" not in auditor.get(place).text
    assert "Stel een vraag" not in auditor.get(PAGE).text
    assert auditor.post(PAGE, data=question()).status_code == 403
    elsewhere = signed_in(app, ELSEWHERE)
    assert "Er is nog niets gevraagd" in elsewhere.get(PAGE).text
    for path in ("", "/voortgang", "/regels", "/regels.csv"):
        assert elsewhere.get(place + path).status_code == 404
    for deed in ("/stop", "/verwijder"):
        assert elsewhere.post(place + deed).status_code == 404
    assert signed_in(app, CHECKER).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"last": "2023-03"}, "niet vóór de eerste maand"),
        ({"first": "2020-01"}, "hooguit 24 maanden"),
        ({"first": "2023-13"}, "Kies een maand uit de lijst"),
        ({"last": "2099-01"}, "Kies een maand uit de lijst"),
        ({"as_of": "later"}, "Kies een van beide"),
        ({"as_of": ""}, "Kies een van beide"),
    ],
)
def test_wrong_question_is_told_beside_its_field(
    controller: FlaskClient, asked: Asking, wrong: dict[str, str], said: str
) -> None:
    answer = controller.post(PAGE, data=question(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert asked.scalar("SELECT count(*) FROM hindsight_run") == 0


def test_announced_rule_is_offered_and_its_preview_told(
    controller: FlaskClient, asked: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "geen regel aangekondigd" in controller.get(PAGE).text
    monkeypatch.setattr(book, "RULEBOOK", announced("TR308", date(2030, 1, 1)))
    assert "TR308" in controller.get(PAGE).text
    wrong = controller.post(PAGE, data=question(rule="TR999"))
    assert "Kies een regel uit de lijst" in wrong.text
    place = controller.post(PAGE, data=question(rule="TR308")).headers["Location"]
    asked.work()
    page = controller.get(place).text
    assert "alsof TR308 al afwees" in page
    assert "2 toegekende regels" in page


@pytest.mark.parametrize("query", ["na=x", "opnieuw=999", "opnieuw=%00", "na=" + "9" * 30])
def test_nonsense_in_the_address_counts_as_not_chosen(controller: FlaskClient, query: str) -> None:
    assert controller.get(f"{PAGE}?{query}").status_code in (200, 400)


def test_earlier_questions_are_read_in_parts(
    controller: FlaskClient, asked: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.hindsight.runs.PAGE", 1)
    for number, first in enumerate(("2023-04", "2023-05")):
        controller.post(PAGE, data=question(key=f"form-number-{number}", first=first))
        asked.work()
    shown = controller.get(PAGE).text
    assert "mei 2023 tot en met juli 2023" in shown
    assert "april 2023 tot en met juli 2023" not in shown
    following = re.search(r"na=(\d+)", shown)
    assert following is not None
    assert "april 2023 tot en met" in controller.get(f"{PAGE}?na={following[1]}").text
