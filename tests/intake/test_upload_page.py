"""Handing files in by the page: what is good comes in, and what is not is told in words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from portal.app import MAX_REQUEST
from tests.builders import BSN, OTHER_BSN, the_sample, xml_of
from tests.intake.handing_in import form_key, send
from tests.intake.outcome_pages import CHECKER, CLERK, STRANGER, Pages
from tests.intake.test_door import ZOO
from tests.intake.world import OTHER_PROVIDER, World, the_sample_bytes, zipped

GOOD = xml_of(the_sample())


@pytest.fixture
def pages(app: Flask, world: World) -> Pages:
    """The world with its people, and forms that need no token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return Pages(app, world)


def rows(pages: Pages) -> tuple[int, int, int]:
    """How many batches, messages and refusals there are."""
    counted = pages.world.rows()
    return counted["batch"], counted["message"], counted["refusal"]


def test_a_good_file_leads_to_its_own_page(pages: Pages) -> None:
    answer = send(pages.browser(), ("april.xml", GOOD), reference="april, Diemen")
    assert answer.status_code == 303
    assert rows(pages) == (1, 1, 0)
    page = pages.read(answer.headers["Location"])
    assert "april, Diemen" in page and "april.xml" in page
    assert "0 van 1 bericht beoordeeld" in page
    assert pages.world.scalar("SELECT account_id FROM batch") != pages.world.account


def test_a_bad_file_is_told_about_and_the_next_good_one_works(pages: Pages) -> None:
    refused = 0
    for name, (make, rule) in ZOO.items():
        answer = send(pages.browser(), (f"{BSN}.xml", make()))
        assert answer.status_code == 422, name
        assert "<title>Fout:" in answer.text
        if rule == "SENDER":
            assert "van een andere zorgaanbieder" in answer.text
        else:
            refused += 1
            assert "Er is niets verwerkt" in answer.text, name
            assert f"Controle {rule}, niveau 1." in answer.text, name
        assert BSN not in answer.text and OTHER_BSN not in answer.text
        assert rows(pages) == (0, 0, refused), name
    assert send(pages.browser(), ("april.xml", GOOD)).status_code == 303


def test_the_good_files_of_a_form_come_in_beside_the_bad(pages: Pages) -> None:
    second = the_sample_bytes(identification="B2", number="D2")
    answer = send(
        pages.browser(),
        ("een.xml", GOOD), ("leeg.xml", b""), ("twee.xml", second),
        ("ander.xml", the_sample_bytes(sender=OTHER_PROVIDER)), reference="voorjaar",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "2 van 4 bestanden ontvangen" in answer.text
    assert answer.text.count("Bekijk de aanlevering") == 2
    assert rows(pages) == (2, 2, 1)
    assert pages.world.scalar("SELECT count(*) FROM batch WHERE own_reference = 'voorjaar'") == 2
    assert 'value="voorjaar"' in answer.text


def test_only_good_files_lead_back_to_the_list(pages: Pages) -> None:
    second = the_sample_bytes(identification="B2", number="D2")
    answer = send(pages.browser(), ("een.xml", GOOD), ("twee.xml", second))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/aanleveringen")
    page = pages.read("/aanleveringen")
    assert "2 bestanden ontvangen." in page
    assert page.index("twee.xml") < page.index("een.xml")


def test_a_zip_with_a_bad_member_comes_in_for_the_rest(pages: Pages) -> None:
    answer = send(pages.browser(), ("alles.zip", zipped(("goed.xml", GOOD), ("slecht.xml", b""))))
    assert answer.status_code == 303
    assert rows(pages) == (1, 1, 1)


def test_a_zip_without_anything_good_is_refused_member_by_member(pages: Pages) -> None:
    answer = send(pages.browser(), ("alles.zip", zipped(("a.xml", b"nee"), ("b.xml", b""))))
    assert answer.status_code == 422
    assert "a.xml" in answer.text and "b.xml" in answer.text
    assert rows(pages) == (0, 0, 2)


def test_the_same_form_twice_stores_once(pages: Pages) -> None:
    browser = pages.browser()
    key = form_key(browser)
    first, again = (send(browser, ("april.xml", GOOD), key=key) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert rows(pages) == (1, 1, 0)
    for _ in range(2):
        assert send(browser, ("leeg.xml", b""), key=key).status_code == 422
    assert rows(pages) == (1, 1, 1)


def test_a_new_form_with_the_same_file_is_a_new_batch(pages: Pages) -> None:
    for _ in range(2):
        assert send(pages.browser(), ("april.xml", GOOD)).status_code == 303
    assert rows(pages) == (2, 2, 0)


def test_eight_presses_at_once_store_once(pages: Pages, app: Flask) -> None:
    browser = pages.browser()
    key = form_key(browser)
    cookie = browser.get_cookie("portal")
    assert cookie is not None

    def press(_: int) -> str:
        own = app.test_client()
        own.set_cookie("portal", cookie.value)
        return send(own, ("april.xml", GOOD), key=key).headers["Location"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(press, range(8)))) == 1
    assert rows(pages) == (1, 1, 0)


@pytest.mark.parametrize("key", ["", "kort", "x" * 500, "niet geldig!"])
def test_a_form_that_lost_its_key_still_works(pages: Pages, key: str) -> None:
    assert send(pages.browser(), ("april.xml", GOOD), key=key).status_code == 303


def test_no_file_is_a_kind_sentence(pages: Pages) -> None:
    answer = send(pages.browser(), reference="april")
    assert answer.status_code == 422
    assert "Kies eerst een of meer bestanden." in answer.text
    assert 'href="#files"' in answer.text and 'value="april"' in answer.text


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [("x" * 101, "ten hoogste 100 tekens"), (f"voor {BSN}", "staat een burgerservicenummer")],
)
def test_a_bad_own_reference_stores_nothing_and_says_to_choose_again(
    pages: Pages, reference: str, sentence: str
) -> None:
    answer = send(pages.browser(), ("april.xml", GOOD), reference=reference)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kies uw bestanden opnieuw" in answer.text
    assert rows(pages) == (0, 0, 0)


def test_more_files_than_fit_one_form_are_not_taken(pages: Pages) -> None:
    answer = send(pages.browser(), *((f"{n}.xml", GOOD) for n in range(31)))
    assert answer.status_code == 422
    assert "ten hoogste 30 bestanden tegelijk" in answer.text
    assert rows(pages) == (0, 0, 0)


def test_a_form_that_is_much_too_large_gets_the_page_that_says_so(pages: Pages) -> None:
    answer = pages.browser().post(
        "/aanleveringen",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(MAX_REQUEST + 1)},
    )
    assert answer.status_code == 413
    assert "Dit bestand is te groot" in answer.text


def test_a_form_of_another_site_is_not_taken(app: Flask, world: World) -> None:
    pages = Pages(app, world)
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(pages.browser(), ("april.xml", GOOD)).status_code == 400
    assert rows(pages) == (0, 0, 0)


def test_a_municipality_hands_nothing_in(pages: Pages) -> None:
    assert send(pages.browser(CHECKER), ("april.xml", GOOD), key="x").status_code == 403
    assert rows(pages) == (0, 0, 0)


def test_another_provider_may_use_the_same_key(pages: Pages) -> None:
    key = form_key(pages.browser(CLERK))
    assert send(pages.browser(CLERK), ("april.xml", GOOD), key=key).status_code == 303
    theirs = the_sample_bytes(sender="98990199")
    assert send(pages.browser(STRANGER), ("april.xml", theirs), key=key).status_code == 303
    assert rows(pages) == (2, 2, 0)
