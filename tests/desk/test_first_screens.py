"""The first screen of each role: what should I do now?"""

import re
from datetime import date
from html import unescape

import pytest

from portal.contracts.service import load_region
from portal.desk.pictures import HEIGHT, month_bars
from portal.intake.figures import MonthFigures, awaited_facts, figures_by_month
from portal.store.tenant import NOBODY, Scope, Tenant
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.builders import PROVIDER, a_line
from tests.identity.people import signed_in
from tests.intake.world import MUNICIPALITIES, TODAY, World, the_region
from tests.journeys.world import ACCOUNTS, ADMIN, CHECKER, CLERK, STRANGER


@pytest.fixture
def world(app, keyring):
    """Allocations, four people, and a clock that stands still for the pages too."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    region = read_region((the_region() + ACCOUNTS).encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    world.allocate()
    return world


def first_screen(app, email):
    """The words on it, without markup."""
    page = signed_in(app, email).get("/overzicht")
    assert page.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).replace("\xa0", " ").split())


def test_a_provider_sees_what_came_back_and_what_it_amounts_to(app, world):
    world.declare(a_line(reference="R1", amount=5001))
    words = first_screen(app, CLERK)
    assert "1 regel kwam terug € 50,01" in words
    assert "B1" not in words
    assert "kwam terug" not in first_screen(app, STRANGER)


def test_what_was_mended_is_no_task_any_more(app, world):
    world.declare(a_line(reference="R1", amount=5001))
    world.declare(a_line(reference="R2"))
    assert "kwam terug" not in first_screen(app, CLERK)


def test_what_ends_soon_is_counted(app, world):
    world.allocate(number=31, end=date(2023, 6, 1))
    assert "1 toewijzing eindigt binnen 60 dagen" in first_screen(app, CLERK)
    assert "1 toewijzing eindigt binnen 60 dagen" in first_screen(app, CHECKER)


def test_a_municipality_sees_who_waits_for_an_allocation(app, world):
    world.declare(a_line(reference="R1"), a_line(reference="R2", allocation=99))
    words = first_screen(app, CHECKER)
    assert f"Zorg {PROVIDER} 1 € 50,00" in words
    assert "1 bericht kwam vandaag binnen € 50,00 van € 100,00 toegekend" in words


def test_a_functional_administrator_sees_no_care(app, world):
    world.declare(a_line(reference="R1", amount=5001))
    words = first_screen(app, ADMIN)
    assert "In deze rol ziet u nergens gegevens van cliënten." in words
    assert "€" not in words


def test_months_add_up_to_what_was_declared(world):
    world.declare(a_line(reference="R1"), a_line(reference="R2", allocation=99))
    world.on_day(31)
    may = date(2023, 5, 1)
    world.declare(a_line(reference="R3", month=may), month=may, dated=date(2023, 6, 6))
    provider = Tenant(Scope.PROVIDER, _provider_id(world))
    with transaction() as session:
        months = figures_by_month(session, provider, date(2023, 1, 1))
        assert figures_by_month(session, provider, date(2023, 5, 1)) == months[1:]
        assert figures_by_month(session, NOBODY, date(2023, 1, 1)) == []
    april, may = months
    assert (april.submitted_cents, april.awarded_cents, april.returned_cents) == (10000, 5000, 5000)
    assert (may.messages, may.submitted_cents, may.awarded_cents) == (1, 5000, 5000)


def _provider_id(world):
    return world.scalar("SELECT id FROM provider WHERE agb = :agb", agb=PROVIDER)


def test_only_reasons_of_the_municipality_are_awaited(world):
    world.declare(a_line(reference="R1", amount=5001))
    with transaction() as session:
        assert awaited_facts(session, world.municipality_id(), world.clock.now()) == []


def test_what_was_received_earlier_is_no_longer_awaited(world):
    world.declare(a_line(reference="R1", allocation=99))
    with transaction() as session:
        [fact] = awaited_facts(session, world.municipality_id(), world.clock.now())
        assert (fact.lines, fact.cents) == (1, 5000)
    world.on_day(1)
    with transaction() as session:
        assert awaited_facts(session, world.municipality_id(), world.clock.now()) == []


def test_a_bar_is_as_high_as_its_share_of_the_highest():
    months = [MonthFigures(TODAY, 1, 10000, 7500), MonthFigures(TODAY, 1, 5000, 5000)]
    high, low = month_bars(months)
    assert high.awarded_height + high.returned_height == HEIGHT
    assert high.returned_y == 0
    assert (low.awarded_y, low.returned_height) == (HEIGHT / 2, 0)


def test_months_of_nothing_but_credits_draw_nothing():
    [bar] = month_bars([MonthFigures(TODAY, 1, -500, -500)])
    assert (bar.awarded_height, bar.returned_height) == (0, 0)
