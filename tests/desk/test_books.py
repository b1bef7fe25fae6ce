"""The last check of the books on the first screen of who watches over them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from sqlalchemy import text

from portal.check.nightly import check_once_a_night
from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.builders import a_line
from tests.identity.people import signed_in
from tests.intake.world import MUNICIPALITIES, World, the_region
from tests.journeys.world import ACCOUNTS, CHECKER, CLERK, CONTROLLER

NIGHT = datetime(2023, 5, 11, 3, 30, tzinfo=UTC)


@pytest.fixture
def world(app, keyring):
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = FixedClock(NIGHT)
    region = read_region((the_region() + ACCOUNTS).encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    world.allocate()
    world.declare(a_line())
    return world


def first_screen(app, email):
    page = signed_in(app, email).get("/overzicht")
    assert page.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).replace("\xa0", " ").split())


def check_books(world):
    assert check_once_a_night(FixedClock(NIGHT), world.keyring)


def test_before_the_first_check_it_says_so(app, world):
    assert "De boeken zijn nog niet gecontroleerd" in first_screen(app, CONTROLLER)


def test_a_controller_sees_that_the_books_are_in_order_and_since_when(app, world):
    check_books(world)
    words = first_screen(app, CONTROLLER)
    assert "Alle boeken kloppen Gecontroleerd op 11 mei 2023" in words
    for other in (CHECKER, CLERK):
        assert "boeken" not in first_screen(app, other)


def test_a_fault_is_the_first_task(app, world):
    with transaction(write=True) as session:
        session.execute(text("UPDATE allocation_balance SET volume = volume + 1"))
    check_books(world)
    page = signed_in(app, CONTROLLER).get("/overzicht").text
    first = page.split('<ul class="tasks">')[1].split("</li>")[0]
    assert "De controle van alle boeken vond 1 fout" in first
    assert "Er gaat geen geld uit voor dit is opgelost." in first
    assert 'href="/boekhouding"' in first
