"""Trying a file on a page, and reading on the verdict what changed since."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.contracts.service import load_region
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.builders import BSN, a_line, xml_of
from tests.identity.people import signed_in
from tests.intake.world import (
    MUNICIPALITIES,
    OTHER_PROVIDER,
    the_region,
    the_sample_bytes,
    zipped,
)
from tests.journeys.world import ACCOUNTS, CHECKER, CLERK, STRANGER
from tests.trials.world import Trying

HERE = "/proef"


@pytest.fixture
def furnished(world: Trying, app: Flask) -> Trying:
    region = read_region((the_region() + ACCOUNTS).encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return world


@pytest.fixture
def clerk(furnished: Trying, app: Flask) -> Iterator[FlaskClient]:
    yield signed_in(app, CLERK)


def send(clerk: FlaskClient, data: bytes, name: str = "april.xml", where: str = HERE):
    return clerk.post(where, data={"files": (io.BytesIO(data), name)})


def a_file(world: Trying, *lines) -> bytes:
    return xml_of(world.fresh(*(lines or (a_line(),))))


def test_a_file_is_tried_and_nothing_is_handed_in(clerk: FlaskClient, furnished: Trying) -> None:
    answer = send(clerk, a_file(furnished))
    assert answer.status_code == 303
    page = clerk.get(answer.location).text.replace("\xa0", " ")
    assert "Proef: 1 van 1 regel wordt toegekend" in page
    assert "Er is niets ingediend." in page
    assert "bindt tot en met 8 augustus 2023" in page
    assert BSN not in page
    assert furnished.scalar("SELECT count(*) FROM batch") == 0


def test_what_would_be_wrong_is_told_by_cause_and_by_line(
    clerk: FlaskClient, furnished: Trying
) -> None:
    data = a_file(furnished, a_line(reference="R1"), a_line(reference="R2", allocation=99))
    page = clerk.get(send(clerk, data).location).text.replace("\xa0", " ")
    assert "1 van 2 regels worden toegekend, 1 komt terug (€ 50,00)" in page
    assert "R2" in page
    listed = clerk.get(f"{send(clerk, data).location}/bevindingen.csv").text
    assert "R2" in listed
    assert "R1" not in listed


def test_the_verdict_says_that_it_is_the_one_that_was_told(
    clerk: FlaskClient, furnished: Trying
) -> None:
    data = a_file(furnished)
    tried = send(clerk, data).location
    receipt = furnished.receive(data)
    furnished.judge(receipt)
    page = clerk.get(f"/aanleveringen/{receipt.batch}/1").text
    assert "Het oordeel is hetzelfde." in page
    assert f"/aanleveringen/{receipt.batch}/1" in clerk.get(tried).text
    assert f"/aanleveringen/{receipt.batch}/1" in clerk.get(HERE).text


@pytest.mark.parametrize("email", [CLERK, CHECKER])
def test_the_verdict_names_what_changed_to_both_sides(
    clerk: FlaskClient, furnished: Trying, app: Flask, email: str
) -> None:
    data = a_file(furnished)
    send(clerk, data)
    furnished.allocate(volume=2, assigned_at="2023-05-09T09:00:00")
    receipt = furnished.receive(data)
    furnished.judge(receipt)
    page = signed_in(app, email).get(f"/aanleveringen/{receipt.batch}/1").text
    assert "Het oordeel over 1 regel is nu anders." in page
    assert "Toewijzing 20072 is sindsdien toegevoegd, gewijzigd of ingetrokken." in page


def test_a_file_that_would_be_refused_says_why_and_keeps_nothing(
    clerk: FlaskClient, furnished: Trying
) -> None:
    answer = send(clerk, b"geen xml", "notitie.xml")
    assert answer.status_code == 422
    assert "Dit bestand zou worden geweigerd" in answer.text
    assert furnished.scalar("SELECT count(*) FROM refusal") == 0


def test_a_file_of_another_provider_is_told_apart(clerk: FlaskClient, furnished: Trying) -> None:
    answer = send(clerk, the_sample_bytes(sender=OTHER_PROVIDER))
    assert answer.status_code == 422
    assert "van een andere zorgaanbieder" in answer.text
    assert furnished.scalar("SELECT count(*) FROM trial") == 0


def test_a_zip_gives_a_trial_of_each_message(clerk: FlaskClient, furnished: Trying) -> None:
    packed = zipped(("a.xml", a_file(furnished)), ("b.xml", a_file(furnished)))
    answer = send(clerk, packed, "twee.zip")
    assert answer.location == HERE
    page = clerk.get(HERE).text
    assert "2 berichten geprobeerd." in page
    assert "a.xml" in page
    assert "b.xml" in page
    assert clerk.get(f"{HERE}?zoek=b.xml").text.count("a.xml") < page.count("a.xml")
    assert len(clerk.get(f"{HERE}.csv").text.splitlines()) == 3


def test_no_file_is_a_sentence_at_the_field(clerk: FlaskClient) -> None:
    answer = clerk.post(HERE, data={})
    assert answer.status_code == 422
    assert "Kies eerst een of meer bestanden." in answer.text


def test_too_much_at_once_is_a_sentence_at_the_field(
    clerk: FlaskClient, furnished: Trying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.trials.forms.MOST_AT_ONCE", 1_000)
    answer = send(clerk, a_file(furnished))
    assert answer.status_code == 422
    assert "Dit is te veel om in één keer te proberen" in answer.text


def test_the_list_goes_on_from_page_to_page(
    clerk: FlaskClient, furnished: Trying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.trials.listing.PAGE", 2)
    for number in range(5):
        send(clerk, a_file(furnished), f"bestand-{number}.xml")
    seen, address = [], HERE
    while address:
        page = clerk.get(address).text
        seen += re.findall(r"bestand-(\d)\.xml</a>", page)
        following = re.search(r'rel="next" href="([^"#]+)', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == list("01234")


def test_trials_of_another_provider_are_not_there(
    clerk: FlaskClient, furnished: Trying, app: Flask
) -> None:
    address = send(clerk, a_file(furnished)).location
    stranger = signed_in(app, STRANGER)
    assert stranger.get(address).status_code == 404
    assert "april.xml" not in stranger.get(HERE).text
