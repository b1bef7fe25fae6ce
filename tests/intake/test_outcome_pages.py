"""The page about a message: every outcome in words, by cause and by line, for who may see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, text

from declarations.rules import RULEBOOK
from portal.store.database import db
from tests import databases
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message, xml_of
from tests.intake.outcome_pages import (
    CHECKER,
    CLERK,
    ELSEWHERE,
    STRANGER,
    TWELVE,
    Pages,
    a_month_of_care,
    allocate_many,
    pages_on,
    unknown,
)

SMALL = 24
WRONG = {2: {"tariff": 1300}, 5: {"tariff": 1300}, 9: {"amount": 100}, 13: {"allocation": 999}}


@pytest.fixture
def pages(app, world) -> Pages:
    """A world of one test, on each engine in turn."""
    return Pages(app, world)


@pytest.fixture(scope="module")
def shared(sqlite_template, tmp_path_factory) -> Iterator[Pages]:
    """A world on SQLite for the tests that only read."""
    with pages_on(databases.copied(sqlite_template, tmp_path_factory.mktemp("outcome"))) as pages:
        allocate_many(pages.world, SMALL)
        yield pages


@pytest.fixture(scope="module")
def month(shared) -> str:
    """A month of 24 lines, of which four come back for three causes."""
    return shared.hand_in(a_month_of_care(SMALL, WRONG))


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return " ".join(found[1].replace("\xa0", " ").split())


def references(page: str) -> list[str]:
    """The own references of the lines on a page, in their order."""
    return re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", page)


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every statement that runs inside."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_message_in_which_all_is_well(pages):
    pages.world.allocate()
    page = pages.read(pages.hand_in(pages.world.fresh(a_line())))
    assert heading(page) == "Ontvangen en toegekend: de ene regel (€ 50,00)"
    assert "Per oorzaak" not in page
    assert "5 juni 2023" in page  # thirty days after 6 May


def test_a_message_in_part(shared, month):
    page = shared.read(month)
    assert heading(page) == "Ontvangen, 20 van 24 regels toegekend, 4 terug (€ 293,00)"
    assert references(page) == ["R-10002", "R-10005", "R-10009", "R-10013"]
    assert "geslaagd" not in page.lower()


def test_a_message_of_which_nothing_is_awarded(pages):
    pages.world.allocate()
    page = pages.read(pages.hand_in(pages.world.fresh(a_line(tariff=1300))))
    assert heading(page) == "Ontvangen, 0 van 1 regel toegekend, 1 terug (€ 52,00)"
    assert "Er wordt niets betaald" in page
    assert "Betaling uiterlijk" not in page


def test_a_message_that_contradicts_itself(pages):
    message = pages.world.fresh(a_line())
    wrong = replace(message, declaration=replace(message.declaration, total=1))
    page = pages.read(pages.hand_in(wrong))
    assert heading(page).startswith("Ontvangen, maar geheel teruggestuurd")
    assert "alle nummers erin zijn weer vrij" in page
    assert RULEBOOK.by_name["TR358"].text.nl in page
    assert "/Bericht/Declaratie/TotaalIngediendBedrag" in page


def test_a_declaration_that_falls_as_a_whole(pages):
    pages.world.allocate(volume=40)
    message = pages.world.fresh(a_line())
    pages.hand_in(message)
    page = pages.read(pages.hand_in(message))  # the same numbers again
    assert heading(page) == "Ontvangen, maar de hele declaratie is afgewezen (€ 50,00)"
    assert "Dezelfde referentienummers mogen" in page
    assert "Per regel" not in page


def test_lines_that_wait_for_the_municipality(pages, database):
    allocate_many(pages.world, 8)
    address = pages.hand_in(a_month_of_care(8, WRONG))
    with database.tampering() as connection:
        connection.execute(text("UPDATE line SET state = 'parked', codes = '' WHERE position = 5"))
        connection.execute(text("UPDATE verdict SET outcome = 'parked'"))
    page = pages.read(f"{address}?stand=wacht")
    assert "1 wacht op de gemeente" in heading(page)
    assert references(page) == ["R-10004"]
    assert "Het antwoord gaat uit als" in page


def test_a_message_that_is_not_judged_yet(pages):
    receipt = pages.world.receive(xml_of(pages.world.fresh(a_line())))
    page = pages.read(f"/aanleveringen/{receipt.batch}/1")
    assert heading(page) == "Dit bericht wordt nog beoordeeld"
    answer = pages.browser().get(f"/aanleveringen/{receipt.batch}/1/regels.csv")
    assert answer.status_code == 404


def test_in_english(shared, month):
    page = shared.read(f"{month}?lang=en", "provider-admin@zorg.example")
    assert heading(page) == "Received, 20 of 24 lines awarded, 4 returned (€293.00)"
    assert RULEBOOK.by_name["TR418"].next_step.en in page


def test_the_municipality_reads_the_same_in_its_own_words(shared, month):
    page = shared.read(month, CHECKER)
    assert heading(page).startswith("Ontvangen, 20 van 24")
    assert "De aanbieder herstelt de teruggestuurde regels" in page
    assert "Uw kenmerk" not in page
    assert "hele burgerservicenummers" not in page


@pytest.mark.parametrize("email", [STRANGER, ELSEWHERE])
@pytest.mark.parametrize("rest", ["", "/regel/1", "/regels.xlsx", "/regels.csv"])
def test_a_message_of_others_is_no_message(shared, month, email, rest):
    shared.seen()
    browser = shared.browser(email)
    foreign = browser.get(f"{month}{rest}")
    nowhere = browser.get(f"/aanleveringen/bcdfghjkmnpqrstv/1{rest}")
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert foreign.text == nowhere.text.replace("bcdfghjkmnpqrstv", month.split("/")[2])
    assert shared.seen() == []


@pytest.mark.parametrize(
    "path",
    ["/aanleveringen/bcdfg/1", "/aanleveringen/1/1", "{month}0",
     "{month}/regel/25", "{month}/regel/0", "/aanleveringen/bcdfg/99999999999999999999"],
)  # fmt: skip
def test_what_does_not_exist(shared, month, path):
    assert shared.browser().get(path.format(month=month)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(shared, month):
    answer = shared.app.test_client().get(month)
    assert answer.status_code == 302
    assert "/inloggen" in answer.location


def test_the_functional_administrator_sees_no_citizens(shared, month):
    assert shared.browser("functional-admin@proef.example").get(month).status_code == 403


# by cause


def test_causes_say_how_much_hangs_on_them(shared, month):
    page = shared.read(month)
    causes = re.findall(r'id="oorzaak-(\w+)"(.*?)</li>', page, re.DOTALL)
    told = {rule: re.sub(r"<[^>]+>|\s+", " ", body).replace("\xa0", " ") for rule, body in causes}
    assert list(told) == ["TR338", "TR418", "TR346"]  # the most money first
    assert ("€ 175,00" in told["TR338"], "€ 117,00" in told["TR418"]) == (True, True)
    assert "01A03" in told["TR418"]


def test_from_a_cause_to_its_lines_and_back(shared, month):
    page = shared.read(f"{month}?regel=TR418&stand=alle")
    assert references(page) == ["R-10002", "R-10005"]
    assert 'href="#oorzaak-TR418"' in page


def test_lines_that_fell_with_their_client_stand_under_its_cause(pages):
    allocate_many(pages.world, 8)
    address = pages.hand_in(unknown(a_month_of_care(8)))
    page = pages.read(address)
    assert references(page) == ["U1", "U2"]
    assert references(pages.read(f"{address}?regel=TR304&stand=alle")) == ["U1", "U2"]
    assert references(pages.read(f"{address}?zet=municipality")) == ["U1", "U2"]
    assert references(pages.read(f"{address}?zet=software")) == []
    assert page.count(RULEBOOK.by_name["TR304"].next_step.nl) == 3  # the cause and both lines


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({n: {"tariff": 1300} for n in range(5)}, "5 van 5 hebben dezelfde oorzaak"),
        ({n: {"tariff": 1300} for n in range(4)}, "herstellen in dit portaal is het snelst"),
    ],
)
def test_advice_on_where_to_mend(pages, wrong, advice):
    allocate_many(pages.world, SMALL)
    assert advice in pages.read(pages.hand_in(a_month_of_care(SMALL, wrong)))


# by line


def test_every_choice_narrows_the_list(shared, month):
    def chosen(query: str) -> list[str]:
        return references(shared.read(f"{month}?{query}"))

    assert len(chosen("stand=alle")) == SMALL
    assert len(chosen("stand=toegekend")) == SMALL - 4
    assert chosen("zet=municipality") == ["R-10013"]
    assert chosen("zet=nobody") == chosen("")
    assert len(chosen("stand=alle&product=01-01A03")) == SMALL
    assert chosen("stand=alle&product=01-01A04") == []
    assert chosen("stand=alle&zoek=r-10007") == ["R-10007"]
    assert chosen("stand=alle&zoek=100011") == ["R-10011"]
    assert chosen("stand=alle&zoek=100%25") == []
    assert chosen("stand=alle&zoek=999999999999999999999999999999") == []


def test_the_highest_amount_first(shared, month):
    lines = references(shared.read(f"{month}?stand=alle&volgorde=bedrag"))
    assert lines[:2] == ["R-10023", "R-10022"]
    assert lines[-2:] == ["R-10000", "R-10009"]  # € 12,50 and € 1,00


@pytest.mark.parametrize("order", ["", "&volgorde=bedrag"])
def test_pages_show_every_line_once(pages, order):
    allocate_many(pages.world, 120)
    address = pages.hand_in(a_month_of_care(120))
    where, seen = f"{address}?stand=alle{order}", []
    while where:
        page = pages.read(where)
        assert len(references(page)) <= 50
        seen += references(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        where = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120


def test_a_page_takes_as_many_questions_for_many_lines_as_for_few(pages):
    allocate_many(pages.world, 130)
    few = pages.hand_in(unknown(a_month_of_care(8, {2: {"tariff": 1300}})))
    many = pages.hand_in(again(unknown(a_month_of_care(130, TWELVE))))
    counts = []
    for address in (few, many):
        pages.read(f"{address}?stand=alle")
        with counting() as statements:
            pages.read(f"{address}?stand=alle")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 26


def again(message):
    """The same message under numbers and references that were not used yet."""
    clients = tuple(
        replace(
            client,
            lines=tuple(replace(line, reference=f"N{line.reference}") for line in client.lines),
        )
        for client in message.declaration.clients
    )
    return replace(
        message,
        header=replace(message.header, identification="B2"),
        declaration=replace(message.declaration, number="D2", clients=clients),
    )


# citizen numbers


def test_numbers_are_masked_and_every_view_is_noted(shared, month):
    shared.seen()
    page = shared.read(month)
    assert BSN not in page
    assert f"••••••{BSN[-3:]}" in page
    assert shared.seen() == [("outcome", "message")]


def test_a_number_in_full_on_one_click_that_is_noted(shared, month):
    shared.seen()
    answer = shared.browser().post(f"{month}/bsn/3")
    assert answer.status_code == 200
    assert BSN in answer.text
    assert shared.seen() == [("line", "message"), ("citizen number", "line")]
    assert BSN not in shared.read(f"{month}/regel/3")


def test_a_part_of_the_page_shows_the_number_in_its_place(shared, month):
    answer = shared.browser().post(f"{month}/bsn/3", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert BSN in answer.text


@pytest.mark.parametrize(
    ("email", "status"),
    [(CLERK, 200), (CHECKER, 200), (STRANGER, 404), (ELSEWHERE, 404),
     ("payments@diemen.example", 403), ("contract-manager@diemen.example", 403)],
)  # fmt: skip
def test_who_may_see_a_number(shared, month, email, status):
    answer = shared.browser(email).post(f"{month}/bsn/3")
    assert answer.status_code == status
    assert (BSN in answer.text) == (status == 200)


def test_a_click_without_its_token_shows_nothing(shared, month, monkeypatch):
    shared.seen()
    monkeypatch.setitem(shared.app.config, "WTF_CSRF_ENABLED", True)
    answer = shared.browser().post(f"{month}/bsn/3")
    assert answer.status_code == 400
    assert shared.seen() == []


def test_a_search_for_a_citizen_number_stays_out_of_the_address(shared, month):
    answer = shared.browser().post(f"{month}/zoek", data={"zoek": BSN})
    assert answer.status_code == 303
    assert BSN not in answer.location
    assert references(shared.read(answer.location)) == ["R-10000", "R-10001", "R-10002", "R-10003"]


@pytest.mark.parametrize("number", ["999999990", OTHER_BSN])
def test_a_citizen_number_that_is_not_in_the_message_is_not_found(pages, number):
    pages.world.allocate()
    pages.world.allocate(number=1, bsn=OTHER_BSN)
    address = pages.hand_in(pages.world.fresh(a_line()))
    answer = pages.browser().post(f"{address}/zoek", data={"zoek": number})
    assert answer.status_code == 303
    assert "client=" not in answer.location
    assert "Niets gevonden" in pages.read(answer.location)


def test_a_reference_that_looks_like_a_citizen_number_is_found_all_the_same(pages):
    pages.world.allocate()
    address = pages.hand_in(pages.world.fresh(a_line(reference="999999990")))
    answer = pages.browser().post(f"{address}/zoek", data={"zoek": "999999990"})
    assert answer.location.endswith("/regel/1")


def test_a_search_for_a_reference(shared, month):
    answer = shared.browser().post(f"{month}/zoek", data={"zoek": " R-10007 "})
    assert references(shared.read(answer.location)) == ["R-10007"]


# one line


def test_a_line_with_what_it_was_held_against(shared, month):
    page = shared.read(f"{month}/regel/3")
    assert heading(page) == "Regel R-10002"
    assert "100002" in page
    assert "40 uur per maand" in page
    assert RULEBOOK.by_name["TR418"].next_step.nl in page


def test_a_line_and_the_lines_around_it(pages):
    world = pages.world
    world.allocate(volume=40)
    march = a_line(reference="MRT", month=date(2023, 3, 1))
    april = a_line(reference="APR")
    first = pages.hand_in(world.fresh(march, month=date(2023, 4, 1)))
    second = pages.hand_in(world.fresh(april))
    third = pages.hand_in(world.fresh(a_credit(april, reference="CRE")))
    debit, credit = pages.read(f"{second}/regel/1"), pages.read(f"{third}/regel/1")
    assert f'href="{first}/regel/1">MRT' in debit
    assert f'href="{third}/regel/1">CRE' in debit.partition("teruggenomen")[2]
    assert f'href="{second}/regel/1">APR' in credit.partition("neemt terug")[2]
    assert "4 uur, € 50,00" in pages.read(f"{first}/regel/1").replace("\xa0", " ")


def test_lines_of_another_client_are_not_around_it(pages):
    world = pages.world
    world.allocate()
    world.allocate(number=1, bsn=OTHER_BSN)
    address = pages.hand_in(
        a_message(
            a_client(a_line()), a_client(a_line(reference="ANDERS", allocation=1), bsn=OTHER_BSN)
        )
    )
    assert "ANDERS" not in pages.read(f"{address}/regel/1")
