"""From a file to money: a provider hands in, reads what came back, mends it and is awarded."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys.world import CLERK, PASSWORD, sample_with_two_wrong

pytestmark = pytest.mark.browser

# each way in a month of its own: a month is declared once
WAYS = {
    "desk": (1280, True, date(2023, 5, 1)),
    "no scripts": (1280, False, date(2023, 6, 1)),
    "telephone": (390, True, date(2023, 7, 1)),
}


def sign_in(page: Page, email: str) -> None:
    """Through the form, as people do."""
    page.goto("/inloggen?lang=nl")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Wat moet ik nu doen?")


def see_judged(page: Page) -> None:
    """Wait until the outcome stands there; without scripts by asking again."""
    for _ in range(60):
        if re.search(r"/aanleveringen/\w+/1$", page.url.partition("?")[0]):
            return
        page.wait_for_timeout(500)
        refresh = page.get_by_role("link", name="Ververs")
        if refresh.count():
            refresh.first.click()
    raise AssertionError(f"not judged within 30 seconds: {page.url}")


@pytest.mark.parametrize("way", WAYS)
def test_a_declaration_with_two_wrong_lines_ends_well(page_of, tmp_path, way):
    width, scripts, month = WAYS[way]
    page = page_of(width, scripts)
    sign_in(page, CLERK)
    file = tmp_path / f"wmo323-{month:%Y-%m}.xml"
    file.write_bytes(sample_with_two_wrong(month))

    page.goto("/aanleveringen")
    page.locator("#files").set_input_files(str(file))
    page.get_by_label(re.compile("Uw eigen kenmerk")).fill(f"Levering {month:%m}")
    page.get_by_role("button", name="Indienen").click()
    see_judged(page)

    expect(page.locator("h1")).to_contain_text("2 van 4 regels toegekend, 2 terug")
    outcome = page.url.partition("?")[0]

    page.get_by_role("link", name=re.compile("Bekijk de regels")).first.click()
    expect(page.locator("#regels")).to_be_visible()
    assert "regel=TR346" in page.url
    expect(page.locator("main")).to_contain_text(f"{month:%Y%m}-RN001")
    expect(page.locator("main")).not_to_contain_text(f"{month:%Y%m}-RN002")

    page.goto(outcome)
    with page.expect_download() as getting:
        page.get_by_role("link", name="Alle regels (XLSX)").click()
    book = CalamineWorkbook.from_path(str(getting.value.path()))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == [f"{month:%Y%m}-RN00{n}" for n in range(1, 5)]
    with page.expect_download() as getting:
        page.get_by_role("link", name="Antwoordbericht (325)").click()
    assert b"9346" in getting.value.path().read_bytes()

    page.get_by_role("link", name="Herstel hier", exact=True).first.click()
    page.get_by_role("button", name="Herstel deze regels in een formulier").click()
    mend(page)
    see_judged(page)
    expect(page.locator("h1")).to_contain_text("toegekend: alle 2 regels (€ 100,00)")
    assert page.url.partition("?")[0] != outcome


def mend(page: Page) -> None:
    """Take over what was expected on both lines, try, and hand in."""
    taking_over = page.get_by_role("button", name=re.compile("^Neem verwacht over"))
    for left in (2, 1):
        expect(taking_over).to_have_count(left)
        taking_over.first.click()
    expect(taking_over).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Proef")).click()
    expect(page.locator("main")).to_contain_text("Proef: alles zou worden toegekend")
    page.get_by_role("button", name="Indienen").click()
