"""The pages about terms: the table, what runs, reminders, and the mail switch."""

import re
from datetime import datetime
from html import unescape

import pytest

from declarations.terms import TERMS
from portal.clock import NETHERLANDS, FixedClock
from portal.identity.service import find_account
from portal.store.transaction import transaction
from portal.terms.chores import remind_all
from portal.terms.digests import wants_mail
from tests.builders import a_line, xml_of
from tests.identity.people import signed_in
from tests.journeys.world import ADMIN, CHECKER, CLERK, STRANGER


def words(page):
    """What a reader sees, without markup."""
    assert page.status_code == 200, page.status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).replace("\xa0", " ").split())


@pytest.fixture
def unanswered(app, world):
    """A message of 10 May that nobody judged, seen on its last day but one."""
    world.allocate()
    receipt = world.receive(xml_of(world.fresh(a_line(reference="R1"))))
    app.config["PORTAL_CLOCK"] = clock = FixedClock(datetime(2023, 5, 24, 9, tzinfo=NETHERLANDS))
    remind_all(clock, "https://portaal.example")
    return receipt


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everybody_reads_every_term_in_both_languages(app, world, language):
    page = words(app.test_client().get(f"/termijnen?lang={language}"))
    for term in TERMS.values():
        assert getattr(term.what, language) in page
        assert getattr(term.since, language) in page
    assert ("10 working days" if language == "en" else "10 werkdagen") in page
    assert 'href="/termijnen"' in app.test_client().get("/regels").text


def test_a_checker_sees_what_is_to_be_answered_and_until_when(app, unanswered):
    browser = signed_in(app, CHECKER)
    seen = words(browser.get("/termijnen/mijn"))
    assert "Declaratie beantwoorden Zorg 65656055 Wmo 10 mei 2023 25 mei 2023 nog 1 werkdag" in seen
    assert "Declaratie beantwoorden: 1 1 binnen 2 dagen" in words(browser.get("/overzicht"))
    assert "1 herinnering" in words(browser.get("/overzicht"))
    link = re.search(r'href="(/aanleveringen/[^"]+)">Declaratie beantwoorden', _mine(browser))
    assert link, "there is no link to the message"
    assert browser.get(link[1]).status_code == 200


def _mine(browser):
    return browser.get("/termijnen/mijn").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("soort=answer", True), ("soort=pay", False), ("stand=binnenkort", True),
        ("stand=te-laat", False), ("wet=wmo", True), ("wet=jeugdwet", False),
        ("met=99999", False), ("soort=onzin&stand=onzin&wet=onzin&met=onzin&na=-1", True),
    ],
)  # fmt: skip
def test_filters_choose_and_the_file_follows_them(app, unanswered, query, found):
    browser = signed_in(app, CHECKER)
    assert ("25 mei 2023" in words(browser.get(f"/termijnen/mijn?{query}"))) is found
    assert ("2023-05-25" in browser.get(f"/termijnen/mijn.csv?{query}").text) is found
    assert browser.get(f"/termijnen/mijn.xlsx?{query}").data[:2] == b"PK"


def test_a_provider_sees_its_own_side(app, world):
    world.allocate()
    world.declare(a_line(reference="R1", amount=5001))
    browser = signed_in(app, CLERK)
    seen = words(browser.get("/termijnen/mijn?soort=mend"))
    assert re.search(r"Teruggestuurde regels herstellen \S+ 0384 Wmo", seen)
    assert "€ 50,01" in seen
    assert "Maand declareren" in words(browser.get("/termijnen/mijn?soort=declare"))
    for address in re.findall(r'scope="row"><a[^>]*href="([^"]+)"', _mine(browser)):
        assert browser.get(unescape(address)).status_code == 200
    other = words(signed_in(app, STRANGER).get("/termijnen/mijn"))
    assert "Er loopt nu geen termijn voor u." in other


def test_reminders_stand_on_a_page_and_in_files(app, unanswered):
    browser = signed_in(app, CHECKER)
    assert "bijna voorbij 25 mei 2023" in words(browser.get("/herinneringen"))
    assert "bijna voorbij" in words(browser.get("/herinneringen?van=iedereen"))
    assert "bijna voorbij" in browser.get("/herinneringen.csv").text
    assert browser.get("/herinneringen.xlsx?van=iedereen").data[:2] == b"PK"
    assert "Er zijn geen herinneringen." in words(signed_in(app, STRANGER).get("/herinneringen"))


def test_mail_is_switched_off_and_on_for_the_own_account(app, world):
    browser = signed_in(app, CHECKER)
    assert "checked" in browser.get("/mijn-account/herinneringen").text
    for fields, mailed in (({}, False), ({"mailed": "y"}, True), ({}, False)):
        assert browser.post("/mijn-account/herinneringen", data=fields).status_code == 303
        assert _mailed(CHECKER) is mailed
        assert _mailed(CLERK) is True
    assert "checked" not in browser.get("/mijn-account/herinneringen").text
    assert "niet per e-mail" in words(browser.get("/herinneringen"))
    assert "/mijn-account/herinneringen" in browser.get("/mijn-account").text
    assert signed_in(app, ADMIN).get("/mijn-account/herinneringen").status_code == 403


def _mailed(email):
    with transaction() as session:
        return wants_mail(session, find_account(session, email).id)
