"""What waits for the municipality, as both sides read it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.contracts.service import load_region
from portal.store.crypto import Keyring
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.builders import BSN, OTHER_BSN, a_client, a_line, a_message
from tests.identity.people import signed_in
from tests.intake.test_parking import UNKNOWN, Waiting, two_lines
from tests.intake.world import MUNICIPALITIES, the_region
from tests.journeys.world import ACCOUNTS, CHECKER, CLERK, STRANGER

LIST = "/wacht-op-gemeente"


@pytest.fixture
def parked(app: Flask, keyring: Keyring) -> Waiting:
    """A message with a line that waits for an allocation and one that waits for a client."""
    world = Waiting(keyring)
    text = the_region().replace("[[contract]]", "[[contract]]\npark_days = 14") + ACCOUNTS
    region = read_region(text.encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    world.allocate()
    world.park(
        a_message(
            a_client(*two_lines(), bsn=BSN),
            a_client(a_line(reference="RN003", allocation=UNKNOWN + 1), bsn=OTHER_BSN),
        )
    )
    return world


def browser(app: Flask, person: str) -> FlaskClient:
    return signed_in(app, person)


def test_municipality_reads_by_missing_fact_what_to_do(parked: Waiting, app: Flask) -> None:
    page = browser(app, CHECKER).get(LIST).text
    assert f"toewijzing onbekend {UNKNOWN}" in page
    assert "cliënt onbekend" in page
    assert "2 regels wachten" in page
    assert "24 mei 2023" in page
    assert "Stuur het toewijzingsbericht (301)" in page
    assert BSN not in page
    assert OTHER_BSN not in page


def test_provider_reads_that_the_municipality_is_on_the_move(parked: Waiting, app: Flask) -> None:
    page = browser(app, CLERK).get(LIST).text
    assert f"toewijzing onbekend {UNKNOWN}" in page
    assert "U hoeft niets te doen" in page


def test_others_read_nothing_of_it(parked: Waiting, app: Flask) -> None:
    page = browser(app, STRANGER).get(LIST).text
    assert str(UNKNOWN) not in page
    assert "Er wacht niets op de gemeente." in page


def test_list_narrows_to_one_kind_of_fact(parked: Waiting, app: Flask) -> None:
    page = browser(app, CHECKER).get(f"{LIST}?feit=client").text
    assert "1 regel wacht" in page
    assert f"onbekend {UNKNOWN}" not in page


def test_list_is_there_as_a_file(parked: Waiting, app: Flask) -> None:
    lines = browser(app, CHECKER).get(f"{LIST}.csv").text.splitlines()
    assert len(lines) == 3
    assert lines[0].count(";") == 9
    assert browser(app, CLERK).get(f"{LIST}.xlsx").status_code == 200


def test_line_that_waits_with_its_client_says_why(parked: Waiting, app: Flask) -> None:
    visitor = browser(app, CLERK)
    [batch] = {
        part.split("/")[2]
        for part in visitor.get(LIST).text.split('"')
        if "/aanleveringen/" in part
    }
    outcome = visitor.get(f"/aanleveringen/{batch}/1").text
    assert "Wacht op de gemeente" in outcome
    assert "2 wachten op de gemeente" in outcome
    line = visitor.get(f"/aanleveringen/{batch}/1/regel/3").text
    assert "De cliënt moet een toewijzing hebben" in line
