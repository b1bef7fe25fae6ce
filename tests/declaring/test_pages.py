"""The pages on which declarations are made by hand."""

from __future__ import annotations

import re
import threading

import pytest

from portal.declaring.drafts import AlreadySent
from portal.declaring.numbers import next_number
from portal.store.transaction import in_transaction
from tests.builders import BSN, OTHER_BSN, a_line, xml_of
from tests.declaring.hand import APRIL
from tests.intake.outcome_pages import Apart
from tests.intake.world import OTHER_PROVIDER
from tests.threads import as_portal


@pytest.fixture(autouse=True)
def apart(app) -> None:
    """Requests share nothing, as on a server."""
    app.test_client_class = Apart


def form_of(page) -> dict[str, str]:
    """The version of the draft that a page shows."""
    return {"version": re.search(r'name="version" value="(\d+)"', page.text)[1]}


def path_of(draft) -> str:
    return f"/declareren/{draft.public_id}"


def said(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).replace("\xa0", " ")


def test_from_choosing_to_the_batch(hand, world, browser):
    world.allocate()
    market = f"{world.municipality_id()}-wmo"
    begun = browser.post("/declareren/nieuw", data={"market": market, "month": "2023-04"})
    assert begun.status_code == 303
    page = browser.get(begun.location)
    assert "nog 10 uur over" in said(page)
    key = re.search(r'name="volume-(\d+)"', page.text)[1]
    data = {**form_of(page), f"volume-{key}": "4", "deed": "save"}
    saved = browser.get(browser.post(begun.location, data=data).location)
    assert "€ 50,00" in said(saved)
    data = {**form_of(saved), f"volume-{key}": "4", "deed": "try"}
    tried = browser.get(browser.post(begun.location, data=data).location)
    assert "Proef: alles zou worden toegekend (€ 50,00)" in said(tried)
    data = {**form_of(tried), f"volume-{key}": "4", "deed": "send"}
    sent, again = (browser.post(begun.location, data=data) for _ in range(2))
    assert sent.status_code == again.status_code == 303
    assert sent.location == again.location
    assert re.fullmatch(r"/aanleveringen/[a-z]{16}", sent.location)
    assert world.rows()["batch"] == 1
    assert browser.get(begun.location).location == sent.location


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Vul een heel getal in van hooguit acht cijfers."),
     ("en", "Fill in a whole number of at most eight digits.")],
)  # fmt: skip
def test_what_was_typed_stays_beside_what_is_wrong_with_it(hand, world, browser, language, words):
    world.allocate()
    draft = hand.begin()
    data = {"version": "1", "volume-1": "vier<b>", "deed": "save"}
    page = browser.post(f"{path_of(draft)}?lang={language}", data=data)
    assert page.status_code == 422
    assert 'value="vier&lt;b&gt;"' in page.text
    assert words in said(page)
    assert hand.again(draft).version == 1


def test_the_second_window_loses_nothing(hand, world, browser):
    world.allocate()
    draft = hand.begin()
    hand.edit(draft, {20072: 4})
    page = browser.post(path_of(draft), data={"version": "1", "volume-1": "7", "deed": "save"})
    assert page.status_code == 409
    assert 'value="7"' in page.text
    assert "Bewaard is: 4" in said(page)
    assert hand.again(draft).rows[0].volume == 4
    overruled = {**form_of(page), "volume-1": "7", "deed": "save"}
    assert browser.post(path_of(draft), data=overruled).status_code == 303
    assert hand.again(draft).rows[0].volume == 7


def test_somebody_elses_draft_is_no_draft(hand, world, stranger):
    world.allocate()
    draft = hand.begin()
    nowhere = stranger.get("/declareren/bcdfghjkmnpqrstv")
    for answer in (
        stranger.get(path_of(draft)),
        stranger.post(path_of(draft), data={"version": "1", "volume-1": "4", "deed": "send"}),
        stranger.post(f"{path_of(draft)}/verwijderen", data={"version": "1"}),
    ):
        assert (answer.status_code, said(answer)) == (nowhere.status_code, said(nowhere))
    assert hand.again(draft).version == 1


@pytest.mark.parametrize(
    "data",
    [
        {"deed": "add", "allocation": "2"},
        {"deed": "add", "allocation": "999"},
        {"volume-1": "4", "number-1": "2"},
        {"volume-1": "4", "unit-1": "16"},
        {"volume-1": "4", "product-1": "01|01A99"},
        {"deed": "remove:99"},
        {"deed": "adopt:1:Client:9"},
        {"deed": "invent"},
    ],
)
def test_fields_cannot_name_what_was_not_offered(hand, world, browser, data):
    world.allocate()
    world.allocate(2, OTHER_BSN, provider=OTHER_PROVIDER)
    draft = hand.begin()
    answer = browser.post(path_of(draft), data={"version": "1", "deed": "save", **data})
    assert answer.status_code == 404
    assert hand.again(draft) == draft


def test_no_page_shows_a_whole_citizen_number_and_each_is_noted(hand, world, browser):
    world.allocate()
    receipt = world.receive(xml_of(world.fresh(a_line(tariff=1))))
    world.judge(receipt)
    draft = hand.begin()
    mend = f"/aanleveringen/{receipt.batch}/1/herstel"
    for path in (path_of(draft), mend, "/declareren", browser.post(mend).location):
        page = browser.get(path)
        assert page.status_code == 200
        assert BSN not in page.text
    noted = world.scalar("SELECT count(*) FROM access_log WHERE purpose IN ('declare', 'mend')")
    assert noted == 4


def test_the_mending_page_offers_what_was_expected(hand, world, browser):
    world.allocate()
    receipt = world.receive(xml_of(world.fresh(a_line(amount=5001))))
    world.judge(receipt)
    draft = browser.post(f"/aanleveringen/{receipt.batch}/1/herstel").location
    page = browser.get(draft)
    button = re.search(r'value="(adopt:[^"]+)">Neem verwacht over: ([^<]+)<', page.text)
    assert button[2].replace("\xa0", " ") == "€ 50,00"
    data = {**form_of(page), "volume-1": "4", "deed": button[1]}
    taken = browser.get(browser.post(draft, data=data).location)
    assert "Neem verwacht over" not in said(taken)


def test_nothing_to_declare_and_back(hand, world, browser):
    data = {"market": f"{world.municipality_id()}-wmo", "month": "2023-04"}
    assert browser.post("/declareren/nihil", data=data).status_code == 303
    page = browser.get("/declareren/nihil")
    deed = re.search(r'action="(/declareren/nihil/\d+/intrekken)"', page.text)[1]
    browser.post(deed)
    assert "ingetrokken" in said(browser.get("/declareren/nihil"))
    refused = browser.post("/declareren/nihil", data={**data, "month": "2023-05"})
    assert refused.status_code == 422
    assert "Deze maand is nog niet voorbij." in said(refused)


def test_a_declaration_without_a_citizen_number(hand, world, browser):
    path = f"/declareren/zonder-bsn?gemeente={world.municipality_id()}-wmo"
    data = {
        "form_key": "k1", "client_number": BSN, "product": "01|01A03|04", "start": "2023-04-01",
        "end": "2023-04-30", "volume": "4", "amount": "50,01",
    }  # fmt: skip
    refused = browser.post(path, data=data)
    assert refused.status_code == 422
    assert "Dit lijkt op een burgerservicenummer." in said(refused)
    wrong = browser.post(path, data={**data, "client_number": "A-1"})
    assert "Volume maal tarief is € 50,00." in said(wrong)
    taken = browser.post(path, data={**data, "client_number": "A-1", "amount": "50,00"})
    assert taken.status_code == 303
    assert "Er komt geen antwoordbericht" in said(browser.get(taken.location))
    foreign = browser.get("/declareren/zonder-bsn?gemeente=99999-wmo")
    assert foreign.status_code == 404


def test_two_at_once_get_two_numbers(app, hand):
    numbers: list[int] = []

    def take() -> None:
        with app.app_context():
            numbers.append(in_transaction(lambda s: next_number(s, hand.provider_id)))

    threads = [threading.Thread(target=as_portal(take)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_a_double_click_on_the_button_sends_once(app, hand, world):
    world.allocate()
    draft = hand.edit(hand.begin(APRIL), {20072: 4})
    batches: list[str] = []

    def press() -> None:
        with app.app_context():
            try:
                batches.append(hand.send(draft))
            except AlreadySent as sent:
                batches.append(sent.batch)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(batches) == 4
    assert len(set(batches)) == 1
    assert world.rows()["batch"] == 1
