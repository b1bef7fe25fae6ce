"""What came back, in a browser: a citizen number on one click, and from a cause to its lines."""

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BSN
from tests.journeys.test_declaring import sign_in
from tests.journeys.world import CLERK

pytestmark = pytest.mark.browser


def open_outcome(page: Page) -> None:
    """The message about February, which came back in part."""
    sign_in(page, CLERK)
    page.goto("/aanleveringen?zoek=februari")
    page.get_by_role("link", name="februari.xml").first.click()
    expect(page.locator("h1")).to_contain_text("Ontvangen, 2 van 4 regels toegekend, 2 terug")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_citizen_number_shows_on_one_click_and_not_in_the_address(page_of, scripts):
    page = page_of(1280, scripts)
    open_outcome(page)
    expect(page.get_by_text(BSN)).to_have_count(0)
    page.locator(".client__show button").first.click()
    expect(page.get_by_text(BSN)).to_have_count(1)
    assert BSN not in page.url
    assert (page.locator(".line-card").count() > 0) == scripts  # in its place, or on its own page


def test_from_a_cause_to_its_lines_and_back(page_of):
    page = page_of(390)
    open_outcome(page)
    cause = page.locator("#oorzaak-TR346")
    cause.get_by_role("link", name="Bekijk de regels").click()
    expect(page.locator(".line-card")).to_have_count(2)
    page.locator(".line-card").last.get_by_role("link", name="Naar de oorzaak").click()
    expect(cause).to_be_in_viewport()
