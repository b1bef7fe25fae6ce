"""Refused files can be looked back at, by their own provider alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.intake.refusals import PAGE
from tests.builders import BSN
from tests.intake.handing_in import send
from tests.intake.outcome_pages import CHECKER, CLERK, STRANGER, Pages
from tests.intake.test_archives import month
from tests.intake.world import World, the_sample_bytes, zipped

LIST = "/weigeringen"
ADMIN = "provider-admin@zorg.example"


@pytest.fixture
def pages(app: Flask, world: World) -> Pages:
    """A world of one test, on each engine in turn."""
    return Pages(app, world)


def refusal_on(page: str) -> list[str]:
    """The addresses of refusals on a page, in its order."""
    return re.findall(r'href="(/weigeringen/\d+)"', page)


def test_a_refusal_can_be_found_again_by_colleagues(pages: Pages) -> None:
    assert "Er is geen bestand geweigerd." in pages.read(LIST)
    answer = send(pages.browser(CLERK), (f"april {BSN}.xml", b"geen xml"))
    [told] = refusal_on(answer.text)
    for email in (CLERK, ADMIN):
        [listed] = refusal_on(pages.read(LIST, email))
        assert listed == told
        page = pages.read(listed, email)
        assert "Geweigerd: april" in page and BSN not in page
        assert "Provider-Clerk" in page
        assert "Controle XML, niveau 1." in page
    assert pages.seen() == []


def test_an_unread_file_is_of_who_handed_it_in(pages: Pages) -> None:
    [told] = refusal_on(send(pages.browser(CLERK), ("x.xml", b"geen xml")).text)
    assert refusal_on(pages.read(LIST, STRANGER)) == []
    for place in (told, f"{told}/bewijs.pdf"):
        assert pages.browser(STRANGER).get(place).status_code == 404
        assert pages.browser(CHECKER).get(place).status_code == 403
    for absent in ("/weigeringen/999999", "/weigeringen/9999999999999999999", "/weigeringen/x"):
        assert pages.browser(CLERK).get(absent).status_code == 404


def test_a_file_with_a_known_sender_is_of_that_provider_whoever_brought_it(pages: Pages) -> None:
    pages.world.receive(the_sample_bytes(receiver="0363"))
    [listed] = refusal_on(pages.read(LIST, CLERK))
    assert "het portaal" in pages.read(listed, CLERK)
    assert refusal_on(pages.read(LIST, STRANGER)) == []


def test_a_member_of_a_zip_leads_back_to_its_batch(pages: Pages) -> None:
    pages.world.allocate()
    archive = zipped(("goed.xml", month(2)), ("stuk.xml", b""))
    answer = send(pages.browser(), ("alles.zip", archive))
    batch = answer.headers["Location"]
    [listed] = refusal_on(pages.read(LIST))
    assert f'href="{batch}"' in pages.read(listed)


def test_the_list_goes_on_where_the_page_ended(pages: Pages) -> None:
    bad = zipped(*((f"{n}.xml", b"%d" % n) for n in range(PAGE + 2)))
    send(pages.browser(), ("alles.zip", bad))
    first = pages.read(LIST)
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    send(pages.browser(), ("nieuw.xml", b"nieuw"))
    second = pages.read(following)
    assert len(refusal_on(first)) == PAGE and len(refusal_on(second)) == 2
    assert not set(refusal_on(first)) & set(refusal_on(second))
