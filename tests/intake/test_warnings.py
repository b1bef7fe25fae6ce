"""A rule of the book that is announced: what it warns of, in every place where it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from declarations.picking import Plan
from declarations.rulebook import RuleBook
from declarations.rules import RULES
from portal.store.transaction import in_transaction
from tests.builders import a_client, a_line, a_message
from tests.intake.outcome_pages import CHECKER, CLERK, Pages
from tests.intake.world import World

LATER = date(2030, 1, 1)
BOOK = RuleBook(
    [
        replace(rule, announced=date(2023, 4, 3), since=LATER) if rule.rule == "TR346" else rule
        for rule in RULES
    ]
)
READERS = (
    "portal.intake.judging", "portal.intake.outcome_words", "portal.intake.stored",
    "portal.evidence.asked", "portal.evidence.words", "portal.review.words",
)  # fmt: skip


@pytest.fixture
def warned(app, keyring, monkeypatch) -> Pages:
    """A line whose amount is a cent too high, by a book in which that is only announced."""
    for module in READERS:
        monkeypatch.setattr(f"{module}.RULEBOOK", BOOK)
    pages = Pages(app, World(keyring))
    in_transaction(lambda s: pages.world.pick(s, Plan(None, warnings=True, least=0, most=0)))
    pages.world.allocate(volume=40)
    pages.address = pages.hand_in(a_message(a_client(a_line(reference="R1", amount=5001))))
    return pages


def plain(page: str) -> str:
    return " ".join(page.replace("\xa0", " ").split())


def test_provider_reads_that_nothing_is_to_be_mended_and_what_changes_when(warned):
    page = plain(warned.read(warned.address, CLERK))
    assert "Ontvangen en toegekend: de ene regel (€ 50,01)" in page
    assert "Bij 1 toegekende regel staat een waarschuwing" in page
    assert "Aan zet: de gemeente" in page and "Aan zet: de aanbieder" not in page
    assert "niemand hoeft iets te herstellen" in page
    assert "Vanaf 1 januari 2030 komt zo’n regel terug." in page
    assert "Herstel hier" not in page and 'id="waarschuwing-TR346"' in page
    line = warned.read(f"{warned.address}/regel/1", CLERK)
    assert "#waarschuwing-TR346" in line and "/regelboek" not in line.split("Technisch")[0]


def test_checker_reads_why_the_line_is_here(warned):
    assert "TR346:" in warned.read("/controle", CHECKER)
    review = warned.world.scalar("SELECT id FROM review")
    page = plain(warned.read(f"/controle/{review}", CHECKER))
    assert "Er is 1 waarschuwing. Daarmee is de regel gewoon toegekend." in page
    assert "de uitkomst is dezelfde" in page and "klopt niet" not in page


def test_file_says_that_it_is_a_warning(warned):
    csv = warned.browser(CLERK).get(f"{warned.address}/regels.csv").text
    assert ";TR346;waarschuwing;" in csv and "Vanaf 1 januari 2030" in csv


def test_books_are_in_order_with_a_warning(warned):
    found = warned.world.check()
    assert not [each for each in found if "verdict" in each or "award" in each], found
