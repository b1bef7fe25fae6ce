"""What a municipality sees of the declarations it received."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from declarations.model import Law
from portal.intake.message_list import PAGE
from tests.builders import BSN, the_sample, xml_of
from tests.intake.outcome_pages import CHECKER, CLERK, ELSEWHERE, Pages
from tests.intake.test_archives import month
from tests.intake.test_batch_pages import counted, exported
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER, World, the_sample_bytes

LIST = "/berichten"
LINK = re.compile(r'href="(/aanleveringen/[a-z]{16}/\d+)"')


@pytest.fixture
def pages(app: Flask, world: World) -> Pages:
    """A world of one test, on each engine in turn."""
    return Pages(app, world)


def read(pages: Pages, query: str = "", email: str = CHECKER) -> str:
    return pages.read(f"{LIST}?{query}", email)


def test_a_municipality_sees_what_was_sent_to_it_and_nothing_else(pages: Pages) -> None:
    assert "Er is nog geen bericht ontvangen." in read(pages)
    pages.world.allocate()
    receipt = pages.world.receive(month(4))
    assert "wordt beoordeeld" in read(pages)
    pages.world.judge(receipt)
    pages.world.receive(month(4, receiver=OTHER_MUNICIPALITY, identification="A", number="A"))
    page = read(pages).replace("\xa0", " ")
    assert LINK.findall(page) == [f"/aanleveringen/{receipt.batch}/1"]
    assert "toegekend" in page and "€ 50,00" in page and "1 van 1" in page and "10 mei 2023" in page
    assert "5 juni 2023" in page, "payment thirty days after the date of the declaration"
    assert BSN not in page and pages.seen() == []
    assert len(LINK.findall(read(pages, email=ELSEWHERE))) == 1
    assert pages.browser(CLERK).get(LIST).status_code == 403
    pages.read(LINK.findall(page)[0], CHECKER)


def test_the_list_and_its_exports_can_be_narrowed(pages: Pages) -> None:
    world = pages.world
    world.allocate()
    for data in (month(4), month(4, identification="X"), xml_of(the_sample(Law.YOUTH))):
        world.judge(world.receive(data))
    world.on_day(1)
    pages.app.config["PORTAL_CLOCK"] = world.clock
    pages.browsers.clear()  # after a day everybody signs in again
    world.receive(month(4, sender=OTHER_PROVIDER))
    counts = {
        "": 4, "wet=jeugdwet": 1, "uitkomst=awarded": 1, "uitkomst=bezig": 1,
        "uitkomst=rejected": 2, "van=2023-05-11": 1, "tot=2023-05-10": 3,
        "aanbieder=999999999999": 0, "uitkomst=onzin&wet=x&van=y&na=z": 4,
    }  # fmt: skip
    for query, count in counts.items():
        assert len(LINK.findall(read(pages, query))) == count, query
        for kind in ("xlsx", "csv"):
            answer = pages.browser(CHECKER).get(f"{LIST}.{kind}?{query}")
            assert len(exported(answer.data, kind)) - 1 == count, query


def test_pages_do_not_shift_and_ask_the_database_a_fixed_number_of_times(pages: Pages) -> None:
    pages.world.receive(the_sample_bytes())
    read(pages)
    with counted() as few:
        read(pages)
    for number in range(PAGE + 2):
        pages.world.receive(the_sample_bytes(identification=f"I{number}"))
    with counted() as many:
        first = read(pages)
    assert len(many) == len(few) <= 14
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    pages.world.receive(the_sample_bytes(identification="laatste"))
    second = pages.read(following.replace("&amp;", "&"), CHECKER)
    assert len(LINK.findall(first)) == PAGE and len(LINK.findall(second)) == 3
    assert not set(LINK.findall(first)) & set(LINK.findall(second))
