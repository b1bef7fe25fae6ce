"""What a provider sees of its batches: the list, the progress, and what came of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event
from werkzeug.test import TestResponse

from declarations.model import Law
from portal.clock import FixedClock
from portal.intake.batch_list import PAGE
from portal.intake.judging import judge_message
from portal.intake.service import Receipt
from portal.intake.stored import messages_of
from portal.store.database import db
from portal.store.transaction import transaction
from tests.builders import BSN, OTHER_BSN, the_sample, xml_of
from tests.intake.handing_in import send
from tests.intake.outcome_pages import CHECKER, STRANGER, Pages
from tests.intake.test_archives import month
from tests.intake.world import World, the_sample_bytes, zipped

GOOD = xml_of(the_sample())
LIST = "/aanleveringen"


@pytest.fixture
def pages(app: Flask, world: World) -> Pages:
    """A world of one test, on each engine in turn."""
    return Pages(app, world)


def take_in(pages: Pages, data: bytes, name: str = "april.xml", reference: str = "") -> Receipt:
    return pages.world.receive(data, name=name, reference=reference or None)


def names_on(page: str) -> list[str]:
    """The batches on a page of the list, in its order."""
    return re.findall(r'href="/aanleveringen/([a-z]{16})"', page)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the application sends meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_an_empty_list_says_what_to_do(pages: Pages) -> None:
    assert "U hebt nog niets ingediend." in pages.read(LIST)
    assert "Geen enkele aanlevering past" in pages.read(f"{LIST}?stand=terug")


def test_the_list_tells_how_each_batch_stands(pages: Pages) -> None:
    pages.world.allocate()
    awarded = take_in(pages, month(4), reference="goed")
    returned = take_in(pages, month(5, identification="X1", number="Y1"), reference="te veel")
    fallen = take_in(pages, month(4, identification="X1"), reference="dubbel")
    for receipt in (awarded, returned, fallen):
        pages.world.judge(receipt)
    take_in(pages, month(6), reference="nieuw")
    page = " ".join(pages.read(LIST).split())
    found = re.findall(r'<tr> <th scope="row".*?</tr>', page)
    assert len(found) == 4
    new, double, _much, good = ([*map(str.strip, re.findall(r">([^<>]+)<", row))] for row in found)
    assert {"nieuw", "wordt beoordeeld", "het portaal"} <= set(new)
    assert {"dubbel", "geheel terug", "u"} <= set(double)
    assert {"goed", "toegekend", "niemand: dit is klaar"} <= set(good)
    assert any(cell.endswith("5 juni 2023") for cell in good)


CHOICES: list[tuple[str, set[str]]] = [
    ("", {"wmo", "jeugd", "wacht", "zip"}),
    ("stand=bezig", {"wacht"}),
    ("stand=toegekend", {"wmo"}),
    ("stand=terug", {"jeugd", "zip"}),
    ("stand=wacht", set()),
    ("stand=onzin", {"wmo", "jeugd", "wacht", "zip"}),
    ("wet=jeugdwet", {"jeugd"}),
    ("zoek=WMO", {"wmo"}),
    ("zoek=100%25", set()),
    ("van=2023-05-11", {"wacht"}),
    ("tot=2023-05-10", {"wmo", "jeugd", "zip"}),
    ("van=2023-05-10&tot=2023-05-10&stand=terug&wet=wmo", {"zip"}),
    ("van=0001-01-01&tot=9999-12-31", {"wmo", "jeugd", "wacht", "zip"}),
    ("van=gisteren&gemeente=x&na=-1", {"wmo", "jeugd", "wacht", "zip"}),
    ("gemeente=999999999999999999", set()),
]


def test_the_list_and_its_exports_can_be_narrowed(filled: Pages) -> None:
    for query, expected in CHOICES:
        page = filled.read(f"{LIST}?{query}")
        body = page[page.index('id="eerder"') :]
        shown = {name for name in ("wmo", "jeugd", "wacht", "zip") if f">{name}</a>" in body}
        assert shown == expected, query
        for kind in ("xlsx", "csv"):
            answer = filled.browser().get(f"{LIST}.{kind}?{query}")
            assert answer.status_code == 200
            assert len(exported(answer.data, kind)) - 1 == len(expected), query


def exported(data: bytes, kind: str) -> list[list[object]]:
    """The rows of an export, its heading first."""
    if kind == "xlsx":
        return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [list(row.split(";")) for row in data.decode("utf-8-sig").splitlines()]


@pytest.fixture
def filled(app: Flask, world: World) -> Pages:
    """Four batches: awarded, fallen, waiting since a day later, and a ZIP with a bad member."""
    pages = Pages(app, world)
    world.allocate_the_sample()
    world.judge(take_in(pages, GOOD, reference="wmo"))
    world.judge(take_in(pages, youth(), reference="jeugd"))
    good = the_sample_bytes(identification="Z1", number="Z1")
    judge(pages, send(pages.browser(), ("z.zip", bad_member("a.xml", good)), reference="zip"))
    world.on_day(1)
    pages.app.config["PORTAL_CLOCK"] = world.clock
    pages.browsers.clear()  # after a day everybody signs in again
    take_in(pages, month(6), reference="wacht")
    return pages


def bad_member(name: str, good: bytes) -> bytes:
    """A ZIP of a good file and a bad one."""
    return zipped((name, good), ("slecht.xml", b"geen xml"))


def judge(pages: Pages, answer: TestResponse) -> str:
    """Judge what came in by the page; gives the address of its batch."""
    address = answer.headers["Location"]
    with transaction() as session:
        waiting = messages_of(session, address.rpartition("/")[2])
    for each in waiting:
        judge_message(each, pages.world.account, pages.world.clock, pages.world.keyring)
    return address


def youth() -> bytes:
    """The sample under the other law; nothing was allocated."""
    return xml_of(the_sample(Law.YOUTH))


def test_an_export_reads_back_with_amounts(filled: Pages) -> None:
    rows = exported(filled.browser().get(f"{LIST}.xlsx").data, "xlsx")
    heading = rows[0]
    found = {row[0]: dict(zip(heading, row, strict=True)) for row in rows[1:]}
    assert found["wmo"]["Stand"] == "toegekend"
    assert found["wmo"]["Toegekend"] == found["wmo"]["Gedeclareerd"] > 0
    assert found["jeugd"]["Toegekend"] in (0, "")
    assert found["zip"]["Geweigerde bestanden"] == 1


def test_pages_do_not_shift_while_batches_arrive(pages: Pages) -> None:
    for number in range(PAGE + 5):
        take_in(pages, the_sample_bytes(identification=f"I{number}"))
    first = pages.read(LIST)
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    for number in range(3):
        take_in(pages, the_sample_bytes(identification=f"N{number}"))
    second = names_on(pages.read(following.replace("&amp;", "&")))
    assert len(names_on(first)) == PAGE and len(second) == 5
    assert not set(second) & set(names_on(first))


def test_the_list_asks_the_database_as_often_for_many_batches_as_for_few(pages: Pages) -> None:
    pages.world.allocate_the_sample()
    pages.world.judge(take_in(pages, GOOD))
    pages.read(LIST)
    with counted() as few:
        pages.read(LIST)
    for number in range(8):
        data = the_sample_bytes(identification=f"I{number}", number=f"D{number}")
        pages.world.judge(take_in(pages, zipped(("a.xml", data), ("b.xml", b""))))
    with counted() as many:
        pages.read(LIST)
    assert len(many) == len(few) <= 16


def test_what_is_of_another_is_as_what_is_not_there(pages: Pages) -> None:
    pages.world.allocate_the_sample()
    receipt = take_in(pages, GOOD)
    pages.world.judge(receipt)
    batch = f"{LIST}/{receipt.batch}"
    for place in ("", "/voortgang", "/antwoord", "/bewijs.pdf"):
        theirs = pages.browser(STRANGER).get(batch + place, headers={"HX-Request": "true"})
        for absent in ("bcdfghjkmnpqrstv", "1", "é"):
            nothing = pages.browser(STRANGER).get(
                f"{LIST}/{absent}{place}", headers={"HX-Request": "true"}
            )
            assert (theirs.status_code, nothing.status_code) == (404, 404)
        assert pages.browser(CHECKER).get(batch + place).status_code == 403
    assert names_on(pages.read(LIST, STRANGER)) == []
    assert len(exported(pages.browser(STRANGER).get(f"{LIST}.csv").data, "csv")) == 1
    assert pages.seen() == []


def test_a_batch_that_is_being_judged_tells_how_far_it_is(pages: Pages) -> None:
    pages.world.allocate()
    receipt = take_in(pages, zipped(("2.xml", month(2)), ("3.xml", month(3))))
    address = f"{LIST}/{receipt.batch}"
    page = pages.read(address)
    assert "0 van 2 berichten beoordeeld" in page and "every 2s" in page
    assert f'href="{address}"' in page, "a link to look again without JavaScript"
    first, second = pages.world.message_ids(receipt)
    judge_message(first, pages.world.account, pages.world.clock, pages.world.keyring)
    part = pages.browser().get(f"{address}/voortgang", headers={"HX-Request": "true"})
    assert "1 van 2 berichten beoordeeld" in part.text and "<html" not in part.text
    assert "HX-Refresh" not in part.headers
    judge_message(second, pages.world.account, pages.world.clock, pages.world.keyring)
    part = pages.browser().get(f"{address}/voortgang", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true" and "hx-get" not in part.text
    plain = pages.browser().get(f"{address}/voortgang")
    assert (plain.status_code, plain.headers["Location"]) == (302, address)


def test_what_takes_long_is_said_and_what_failed_is_said_too(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{LIST}/{take_in(pages, GOOD).batch}"
    pages.app.config["PORTAL_CLOCK"] = later(pages, timedelta(minutes=3))
    page = pages.read(address)
    assert "Dit duurt langer dan gewoon" in page and "every 15s" in page
    monkeypatch.setattr("portal.intake.batch_views.given_up", lambda *_: True)
    page = pages.read(address)
    assert "Het beoordelen is niet gelukt" in page and "hx-get" not in page


def later(pages: Pages, by: timedelta) -> FixedClock:
    return FixedClock(pages.world.clock.now() + by)


def test_a_batch_of_one_judged_message_is_that_message(pages: Pages) -> None:
    pages.world.allocate_the_sample()
    receipt = take_in(pages, GOOD)
    pages.world.judge(receipt)
    answer = pages.browser().get(f"{LIST}/{receipt.batch}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}/{receipt.batch}/1")


def test_a_batch_of_several_tells_each_in_words(pages: Pages) -> None:
    pages.world.allocate()
    files = (("2.xml", month(2)), ("stuk.xml", b"geen xml"), ("dubbel.xml", month(2)))
    address = judge(pages, send(pages.browser(), ("alles.zip", zipped(*files))))
    page = pages.read(address).replace("\xa0", " ")
    assert "Ontvangen, 1 van 1 regel toegekend" in page
    assert "Ontvangen, maar de hele declaratie is afgewezen (€ 50,00)" in page
    assert "1 bericht is geheel teruggestuurd" in page
    assert "1 bestand in het ZIP-bestand is geweigerd." in page
    assert "stuk.xml" in page and "/weigeringen/" in page
    assert f'href="{address}/3"' in page
    assert BSN not in page and OTHER_BSN not in page


def test_the_answer_comes_as_it_was_sent_and_that_is_noted(pages: Pages) -> None:
    pages.world.allocate()
    receipt = take_in(pages, month(2))
    early = pages.browser().get(f"{LIST}/{receipt.batch}/antwoord")
    assert (early.status_code, early.headers["Location"]) == (302, f"{LIST}/{receipt.batch}")
    assert "Er is nog geen antwoordbericht" in pages.read(f"{LIST}/{receipt.batch}")
    pages.world.judge(receipt)
    before = len(pages.seen())
    answer = pages.browser().get(f"{LIST}/{receipt.batch}/antwoord")
    assert pages.seen()[before:] == [("answer", "message")]
    assert [answer.data] == pages.world.answers(receipt)
    assert answer.mimetype == "application/xml"
    assert re.search(r'filename="wmo325-0384-\d{10}\.xml"', answer.headers["Content-Disposition"])


def test_several_answers_come_in_a_zip(pages: Pages) -> None:
    pages.world.allocate()
    receipt = take_in(pages, zipped(("2.xml", month(2)), ("3.xml", month(3))), "z.zip")
    pages.world.judge(receipt)
    answer = pages.browser().get(f"{LIST}/{receipt.batch}/antwoord")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == pages.world.answers(receipt)
    again = pages.browser().get(f"{LIST}/{receipt.batch}/antwoord")
    assert again.data == answer.data
