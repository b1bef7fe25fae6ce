"""The pages about retours, on both databases."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from declarations.allocation_texts import CODES as CODES_OF_ALLOCATIONS
from declarations.start_history import CODES as CODES_OF_STARTS
from portal.returns import listing
from portal.returns.words import meaning
from tests.care_messages import a_start, a_stop

LIST = "/retourberichten"


def newest(desk) -> int:
    return desk.scalar("SELECT max(id) FROM return_message")


def test_both_sides_see_what_came_in_and_what_went_back(desk):
    desk.tell(a_start(), identification="START1")
    desk.tell(a_stop(end=date(2023, 1, 1), start=date(2023, 1, 1)), identification="STOP1")
    for who, party in (("clerk", "Gemeente 0384"), ("checker", "Zorg 65656055")):
        page = desk.page(LIST, who)
        assert party in page and "WMO301" in page and "WMO302" in page
        assert page.index("STOP1") < page.index("START1")
        assert "9069: Bij deze stop hoort geen gemelde start" in page
        assert "999900006" not in page


def test_others_see_nothing_of_it(desk):
    desk.tell(a_start(), identification="START1")
    for who in ("other-clerk", "other-checker"):
        assert "START1" not in desk.page(LIST, who)
        assert desk.is_unknown(f"{LIST}/{newest(desk)}.xml", who)
    for who in ("payments", "admin"):
        assert desk.get(LIST, who).status_code == 403
        assert desk.get(f"{LIST}/{newest(desk)}.xml", who).status_code == 403


def test_a_retour_is_taken_home_as_it_was_sent_and_that_is_noted(desk):
    sent = desk.tell(a_start(999)).retour
    for who in ("clerk", "checker"):
        answer = desk.get(f"{LIST}/{newest(desk)}.xml", who)
        assert (answer.status_code, answer.data) == (200, sent.body)
        assert answer.mimetype == "application/xml"
        assert sent.name in answer.headers["Content-Disposition"]
        ElementTree.fromstring(answer.data)
    seen = desk.scalar("SELECT count(*) FROM access_log WHERE purpose = 'return'")
    assert seen == 2
    assert desk.check() == []


def test_a_long_list_is_turned_page_by_page(desk, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 1)
    desk.tell(a_start(), identification="START1")
    first = desk.get(LIST)
    assert f"{LIST}?na={newest(desk)}" in first.text and "START1" in first.text
    second = desk.page(f"{LIST}?na={newest(desk)}")
    assert "START1" not in second and "WMO301" in second
    assert "START1" in desk.page(f"{LIST}?na=geen")


def test_a_municipality_that_does_not_exist_is_said_so(desk):
    desk.tell(a_start(), municipality="9999")
    page = desk.page(LIST)
    assert "bestaat niet" in page and "S300" in page


def test_the_lists_of_allocations_and_clients_lead_there(desk):
    assert f'href="{LIST}"' in desk.get("/toewijzingen").text
    assert f'href="{LIST}"' in desk.get("/clienten", "checker").text


def test_a_report_that_fell_with_its_message_says_so(desk):
    desk.allocate(20073)
    desk.tell(a_start(), a_stop(20073, end=None, reason=None, code="02A01"))
    address = f"/toewijzingen/{desk.allocation_id()}"
    assert "Iets anders in hetzelfde bericht klopte niet." in desk.page(address)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_has_a_meaning(app, language):
    with app.test_request_context(f"/?lang={language}"):
        for code in CODES_OF_ALLOCATIONS.values():
            assert meaning("wmo301", code)
        for code in CODES_OF_STARTS.values():
            assert meaning("jw307", code)
        assert meaning("jw305", "0001")
