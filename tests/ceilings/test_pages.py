"""The pages about ceilings: what each side reads, the signal, and letting a line through."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from portal.store.transaction import transaction
from portal.terms.clocks import clocks_of
from tests.builders import PROVIDER
from tests.ceilings.world import Town, a_ceiling
from tests.intake.outcome_pages import CHECKER, CLERK, Pages
from tests.intake.world import OTHER_PROVIDER
from tests.regions_run.test_nl2 import home

MANAGER, CONTROLLER = "contract-manager@diemen.example", "controller@diemen.example"
SHARED = a_ceiling(
    name="Samen", sort="group", providers=[PROVIDER, OTHER_PROVIDER], amount=10_000
)  # fmt: skip


@pytest.fixture
def pages(app: Flask, keyring: Keyring) -> Pages:
    """The town with its people and their browsers."""
    return Pages(app, Town(keyring))


def plain(page: str) -> str:
    return " ".join(page.replace("\xa0", " ").split())


def number(pages: Pages) -> int:
    found: int = pages.world.scalar("SELECT id FROM ceiling")
    return found


def test_a_provider_reads_the_total_and_its_own_and_nothing_of_another(pages):
    town = pages.world
    town.ceilings(SHARED)
    town.send(town.line(25))
    town.send(town.line(50, provider=OTHER_PROVIDER), provider=OTHER_PROVIDER)
    assert "€ 75,00" in plain(pages.read("/plafonds"))
    page = plain(pages.read(f"/plafonds/{number(pages)}"))
    assert "€ 75,00 van € 100,00 gebruikt (75 %)" in page
    assert "€ 25,00" in page
    assert "€ 50,00" not in page
    assert f"Zorg {OTHER_PROVIDER}" not in page
    both = plain(pages.read(f"/plafonds/{number(pages)}", MANAGER))
    assert "€ 25,00" in both and "€ 50,00" in both


def test_the_signal_opens_a_task_for_both_sides_until_something_is_agreed(pages):
    town = pages.world
    town.ceilings(a_ceiling())
    town.send(town.line(50))
    assert tasks(pages) == []
    town.send(town.line(25))
    assert tasks(pages) == ["ceiling-talk"]
    address = f"/plafonds/{number(pages)}"
    assert "Praten over een plafond" in pages.read("/overzicht", MANAGER)
    assert pages.browser(MANAGER).post(f"{address}/gezien").status_code == 303
    assert tasks(pages) == ["ceiling-decision"]
    assert "Praten over een plafond" in pages.read("/overzicht")  # its own task still stands
    refused = pages.browser(MANAGER).post(f"{address}/afspraak", data={"text": "  "})
    assert refused.status_code == 422
    said = {"text": "We plaatsen geen nieuwe cliënten tot juni."}
    assert pages.browser(MANAGER).post(f"{address}/afspraak", data=said).status_code == 303
    assert tasks(pages) == []
    assert said["text"] in pages.read(address, CLERK)
    assert broken(town) == []


def test_the_terms_are_two_times_ten_working_days(pages):
    town = pages.world
    town.ceilings(a_ceiling())
    town.send(town.line(75))
    with transaction() as session:
        [clock] = [
            each
            for each in clocks_of(session, home(town), town.clock.today())
            if each.kind == "ceiling-talk"
        ]
    assert str(clock.since) == "2023-05-10"
    assert str(clock.due) == "2023-05-25"  # over Ascension Day
    assert (clock.other, clock.left) == ("zorg", 10)


def test_a_line_above_is_let_through_with_a_reason_alone(pages):
    town = pages.world
    town.ceilings(a_ceiling(name="Zorgplafond"))
    town.send(town.line(125))
    [review] = town.reviews().values()
    queue = plain(pages.read("/controle", CHECKER))
    assert "boven het plafond" in queue and "PLAFOND-zorg: Boven het plafond" in queue
    browser, address = pages.browser(CHECKER), f"/controle/{review}/vrijgeven"
    assert browser.post(address, data={"text": ""}).status_code == 422
    assert browser.post(address, data={"text": "Er is geen ander aanbod."}).status_code == 303
    page = plain(pages.read(f"/plafonds/{number(pages)}", CONTROLLER))
    assert "Er is geen ander aanbod." in page and "overschreden" in page
    [events] = [town.scalar("SELECT count(*) FROM audit_event WHERE action = 'ceiling.waived'")]
    assert events == 1
    assert broken(town) == []


def test_several_lines_together_ask_for_a_reason_too(pages):
    town = pages.world
    town.ceilings(a_ceiling(amount=0))
    town.send(town.line(25), town.line(50))
    chosen = {"regel": list(town.reviews().values()), "doen": "vrijgeven"}
    browser = pages.browser(CHECKER)
    assert "boven een plafond" in browser.get("/controle/samen", query_string=chosen).text
    assert browser.post("/controle/samen", data=chosen).status_code == 422
    assert browser.post("/controle/samen", data={**chosen, "text": "Mag."}).status_code == 303
    assert town.scalar("SELECT count(*) FROM ceiling_waiver") == 2
    assert broken(town) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_both_lists_can_be_kept(pages, kind):
    town = pages.world
    town.ceilings(a_ceiling(name="Zorgplafond"))
    town.send(town.line(125))
    for who in (CLERK, MANAGER):
        whole = pages.browser(who).get(f"/plafonds.{kind}")
        lines = pages.browser(who).get(f"/plafonds/{number(pages)}.{kind}")
        assert (whole.status_code, lines.status_code) == (200, 200)
        if kind == "csv":
            assert "Zorgplafond" in whole.text and "wacht op een besluit" in lines.text


def test_the_provider_reads_what_happens_with_its_line(pages):
    town = pages.world
    town.ceilings(a_ceiling())
    address = pages.hand_in(town.fresh(town.line(125)))
    page = plain(pages.read(address))
    assert "boven het plafond dat is afgesproken" in page
    assert "Verwacht: € 100,00; ontvangen: € 125,00." in page


def tasks(pages: Pages) -> list[str]:
    """The clocks about ceilings of the municipality."""
    with transaction() as session:
        found = clocks_of(session, home(pages.world), pages.world.clock.today())
    return [each.kind for each in found if each.kind.startswith("ceiling")]


def broken(town: Town) -> list[str]:
    """What the check finds, but for the people of the test, who come without an audit trail."""
    return [each for each in town.check() if "providers with more versions" not in each]
