"""Dutch first, English beside it, and the reader decides."""

import pytest


def language_of(response) -> str:
    return response.headers["Content-Language"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "nl"),
        ("fr", "nl"),
        ("en-GB,en;q=0.9", "en"),
        ("nl-NL,nl;q=0.9,en;q=0.5", "nl"),
        ("en;q=0.3,nl;q=0.7", "nl"),
        ("fr,en;q=0.5", "en"),
    ],
)
def test_the_browser_is_followed_where_it_can_be(browser, asked, given):
    assert language_of(browser.get("/", headers={"Accept-Language": asked})) == given


def test_a_choice_goes_before_the_browser_and_is_remembered(browser):
    browser.get("/?lang=nl", headers={"Accept-Language": "en"})
    assert language_of(browser.get("/regels", headers={"Accept-Language": "en"})) == "nl"


def test_an_unknown_language_changes_nothing(browser):
    response = browser.get("/?lang=xx")
    assert language_of(response) == "nl"
    assert "Set-Cookie" not in response.headers


def test_the_cookie_is_out_of_reach_of_scripts(browser):
    cookie = browser.get("/?lang=en").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_caches_keep_the_languages_apart(browser):
    assert {"Accept-Language", "Cookie"} <= set(browser.get("/").vary)


def test_the_switch_keeps_the_filters(browser):
    page = browser.get("/regels?level=4&lang=nl").text
    assert 'href="/regels?level=4&amp;lang=en" lang="en"' in page


def test_the_page_says_its_language_to_screen_readers(browser):
    assert '<html lang="en"' in browser.get("/?lang=en").text
