"""An error page tells what happened and what the reader can do."""

import pytest
from flask import abort
from flask_babel import force_locale

from portal.web.errors import PAGES
from portal.web.permissions.permits import PUBLIC


@pytest.mark.parametrize(("language", "title"), [("nl", "Deze pagina bestaat niet"),
                                                 ("en", "This page does not exist")])  # fmt: skip
def test_an_unknown_address(browser, language, title):
    page = browser.get(f"/nergens?lang={language}")
    assert page.status_code == 404
    assert title in page.text
    word = {"nl": "Fout", "en": "Error"}[language]
    assert f"<title>{word}: {title}" in page.text


def test_a_wrong_method_says_which_are_right(browser):
    page = browser.post("/regels")
    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]
    assert "Er is niets veranderd of opgeslagen" in page.text


def opened(portal, path):
    """Add a page that everybody may see."""

    def add(view):
        permissions = portal.config["PORTAL_PERMISSIONS"]
        portal.config["PORTAL_PERMISSIONS"] = {**permissions, view.__name__: PUBLIC}
        return portal.get(path)(view)

    return add


def test_a_bug_shows_our_page_and_no_detail(portal):
    portal.config["PROPAGATE_EXCEPTIONS"] = False

    @opened(portal, "/stuk")
    def broken():
        raise RuntimeError("secret detail 999900006")

    page = portal.test_client().get("/stuk")
    assert page.status_code == 500
    assert "Er ging bij ons iets mis" in page.text
    assert "secret detail" not in page.text


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_page_of_the_table_renders_in_both_languages(portal, status):
    @opened(portal, "/afgebroken")
    def stop():
        abort(status)

    for language in ("nl", "en"):
        page = portal.test_client().get(f"/afgebroken?lang={language}")
        assert page.status_code == status
        with portal.test_request_context(), force_locale(language):
            assert str(PAGES[status][1]) in page.text


def test_a_status_outside_the_table_still_gets_a_page(portal):
    @opened(portal, "/thee")
    def teapot():
        abort(418)

    page = portal.test_client().get("/thee")
    assert page.status_code == 418
    assert "kunnen wij niet lezen" in page.text
