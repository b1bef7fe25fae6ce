"""The public pages in a browser: for every eye, width and language."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["/", "/regels", "/regels?q=zeppelin", "/regels?level=4&class=Header", "/regels?q=0611"]


def violations(page: Page) -> list[str]:
    """What axe holds against this page."""
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return [f"{item['id']}: {node['html']}" for item in found for node in item["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide))


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_accessible_and_fits(page, language, path):
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("path", PAGES)
def test_a_page_enlarged_four_times_needs_no_sideways_scrolling(page_of, path):
    """WCAG 1.4.10: 1280 pixels enlarged four times leave 320."""
    page = page_of(320)
    page.goto(path)
    assert overflow(page) == 0


def test_the_style_sheets_arrive(page):
    page.goto("/")
    button = page.locator(".utrecht-button-link--primary-action").first
    assert button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(81, 21, 239)"


def test_a_reader_finds_a_rule_by_keyboard_alone(page, language):
    page.goto(f"/?lang={language}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.goto(f"/regels?lang={language}")
    page.locator("#q").focus()
    page.keyboard.type("9346")
    page.keyboard.press("Enter")
    expect(page.locator("article.rule")).to_have_count(1)
    expect(page.locator("article.rule h3")).to_have_text("TR346")
    assert page.locator("html").get_attribute("lang") == language


def test_the_switch_stays_on_the_page_and_is_remembered(page):
    page.goto("/regels?q=9346&lang=nl")
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("h1")).to_have_text("Rules for declarations")
    expect(page.locator("article.rule")).to_have_count(1)
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_what_can_be_pressed_is_large_enough(page):
    """WCAG 2.5.8: at least 24 by 24, or in the middle of a sentence."""
    page.goto("/regels?q=TR418")
    for target in page.locator("a:visible, button:visible, select:visible, input:visible").all():
        box = target.bounding_box()
        if target.evaluate("e => e.closest('p') === null && !e.classList.contains('skip')"):
            assert min(box["width"], box["height"]) >= 24, target.evaluate("e => e.outerHTML")


def test_a_reader_goes_from_a_rule_to_its_decision(page, language):
    page.goto(f"/regels?lang={language}")
    word = {"nl": "besluit", "en": "decision"}[language]
    page.locator("#TR346").get_by_role("link", name=f"{word} 6", exact=True).click()
    decision = page.locator("#besluit-6")
    expect(decision).to_be_in_viewport()
    assert decision.evaluate("e => e.matches(':target')")


def test_on_paper_the_rules_stand_without_menus(page):
    page.goto("/regels?q=9346")
    page.emulate_media(media="print")
    expect(page.locator("article.rule")).to_be_visible()
    for gone in (".site-header", ".site-footer", ".filter"):
        expect(page.locator(gone)).to_be_hidden()
