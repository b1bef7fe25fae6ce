"""The headers that every answer carries."""

import re

import pytest

ANSWERS = ["/", "/regels", "/health", "/nergens", "/static/portal.css"]


@pytest.mark.parametrize("path", ANSWERS)
def test_the_policy_has_no_exception(browser, path):
    policy = browser.get(path).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"https?:|\*|data:", policy)


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_browsers_are_told_what_no_page_needs(browser, path, name, value):
    assert browser.get(path).headers[name] == value


def test_a_page_is_never_kept_and_a_versioned_file_always(browser):
    page = browser.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/portal\.css\?v=[0-9a-f]{12})"', page.text).group(1)
    assert "immutable" in browser.get(address).headers["Cache-Control"]


def test_over_https_the_browser_stays_on_https(browser):
    assert "Strict-Transport-Security" in browser.get("/", base_url="https://localhost").headers
    assert "Strict-Transport-Security" not in browser.get("/").headers


@pytest.mark.parametrize("path", ["/", "/regels", "/nergens"])
def test_served_pages_hold_no_inline_script_or_style(browser, path):
    page = browser.get(path).text
    assert not re.findall(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page)
