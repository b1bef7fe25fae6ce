"""From a judged line to money: looked at, approved by two, paid by two, and proven to the cent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect

from portal.app import create_app
from portal.config import Mode, Settings
from portal.evidence.card import card_of
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction
from tests import databases
from tests.builders import PROVIDER
from tests.intake.world import OTHER_PROVIDER
from tests.journeys.shop import ADA, Shop, opened, press, read, row, served, sign_in
from tests.payments.till import NEW

pytestmark = pytest.mark.browser

PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
RUN = "2023-0002"  # the first one was before
HIGH = "hoog bedrag"
People = Callable[[str], Page]


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The municipality of this journey, on a database of its own."""
    url = databases.copied(sqlite_template, tmp_path_factory.mktemp("money")).url
    app = create_app(Settings(Mode.TEST, url, bytes(range(32)), "s" * 32))
    with app.app_context(), acting_for(PORTAL):
        yield opened(app)


@pytest.fixture(scope="module")
def address(shop: Shop) -> Iterator[str]:
    """Where this portal answers."""
    with served(shop.app) as place:
        yield place


@pytest.fixture
def people(page_of: Callable[..., Page], shop: Shop) -> People:
    """Everybody at a browser of their own, signed in once."""
    windows: dict[str, Page] = {}

    def window(name: str) -> Page:
        if name not in windows:
            windows[name] = sign_in(page_of(1280), shop.email(name))
        return windows[name]

    return window


def test_lines_become_money(
    people: People, shop: Shop, tmp_path: Path, chromium: Browser, address: str
) -> None:
    references = [shop.reference(shop.zorg, place) for place in range(3, 7)]
    bulk, asked, held = references[:2], references[2], references[3]
    clear_the_dear_lines(people("cora"), shop, bulk)
    ask_and_answer(people("cora"), people(ADA), asked)
    hold_and_object(people("cora"), people(ADA), people("chris"), held)
    clear_the_other(people("chris"), shop)
    assert shop.till.totals() == {"open": 172_500, "paid": 50_000}

    change_the_account(people(ADA), people("toon"))
    check_all(people("cora"))
    refuse_the_second_account(sign_in(a_window(chromium, address), shop.email("cora2")), shop)
    approve_all(people("anna"))
    assert shop.till.totals() == {"approved": 172_500, "paid": 50_000}

    body = pay(people, shop, tmp_path)
    assert_fits(body)
    paid = sums_in(body)
    assert sum(paid.values()) == 172_500
    assert paid == sums_of_cards(shop, set(paid))
    see_the_payment(people(ADA), shop, held)
    assert shop.till.world.check() == []


def a_window(chromium: Browser, address: str) -> Page:
    """A browser that may complain: it says so itself when a page comes with a 409."""
    page: Page = chromium.new_context(base_url=address).new_page()
    return page


def clear_the_dear_lines(page: Page, shop: Shop, references: list[str]) -> None:
    """The queue is narrowed to one provider and one reason; two lines go at once."""
    page.goto("/controle")
    read(page, "5 regels, samen")
    search = page.get_by_role("search")
    search.get_by_label("Aanbieder").select_option(label=shop.name_of(PROVIDER))
    search.get_by_label("Wet").select_option(label="Wmo")
    search.get_by_label("Reden").select_option(label=HIGH)
    search.get_by_role("button", name="Toon").click()
    read(page, "4 regels, samen")
    for reference in references:
        page.get_by_label(f"Kies regel {reference}", exact=True).check()
    press(page, re.compile("^Geef vrij"))
    read(page, "2 regels, € 525,00")
    press(page, re.compile(r"^Geef vrij \(2 regels"))
    read(page, "2 regels zijn bijgewerkt (€ 525,00)")
    read(page, "2 regels, samen")


def open_line(page: Page, reference: str) -> None:
    """The screen of a line in the queue."""
    page.goto("/controle")
    page.get_by_role("link", name=reference, exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Controle van regel {reference}")


def say(page: Page, words: str, button: str) -> None:
    """Write something and press a button."""
    page.locator("textarea[name=text]").first.fill(words)
    press(page, button)


def open_question(page: Page, reference: str) -> None:
    """The conversation about a line, as the provider finds it."""
    page.goto("/vragen")
    page.get_by_role("link", name=reference, exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Gesprek over regel {reference}")


def ask_and_answer(checker: Page, provider: Page, reference: str) -> None:
    """A question goes there and back, and the line goes on."""
    open_line(checker, reference)
    say(checker, "Was dit aan huis?", "Stel de vraag")
    read(checker, "vraag gesteld")
    open_question(provider, reference)
    read(provider, "Was dit aan huis?")
    say(provider, "Ja, elke keer.", "Verstuur antwoord")
    read(provider, "De gemeente is nu aan zet")
    open_line(checker, reference)
    read(checker, "Ja, elke keer.")
    press(checker, "Geef vrij")
    read(checker, "vrijgegeven")


def hold_and_object(checker: Page, provider: Page, other: Page, reference: str) -> None:
    """Who held the line does not decide about the objection; somebody else does."""
    open_line(checker, reference)
    say(checker, "Dit is te veel.", "Houd aan")
    read(checker, "aangehouden")
    open_question(provider, reference)
    read(provider, "Dit is te veel.")
    say(provider, "Het staat zo in het plan.", "Verstuur bezwaar")
    read(provider, "een andere beoordelaar bij de gemeente")
    open_line(other, reference)
    say(other, "U hebt gelijk.", "Geef de aanbieder gelijk")
    read(other, "vrijgegeven")
    provider.reload()
    read(provider, "U hebt gelijk.")


def clear_the_other(page: Page, shop: Shop) -> None:
    """The dear line of the other provider."""
    open_line(page, shop.reference(shop.ander, 2))
    press(page, "Geef vrij")
    page.goto("/controle")
    read(page, "Er is niets te controleren")


def change_the_account(provider: Page, manager: Page) -> None:
    """One person asks, another of the municipality confirms."""
    provider.goto("/bankrekening")
    provider.get_by_label(re.compile("Nieuw rekeningnummer")).fill(NEW)
    provider.get_by_label("Op naam van").fill("Zorg BV")
    provider.get_by_label(re.compile("Waarom verandert")).fill("Wij gaan naar een andere bank.")
    press(provider, "Vraag aan")
    read(provider, "U vroeg dit zelf aan. U kunt de aanvraag intrekken, niet bevestigen.")
    manager.goto("/bankrekeningen")
    manager.locator("main tbody a").first.click()
    read(manager, "Bel eerst terug")
    press(manager, "Ik heb gebeld: bevestig dit rekeningnummer")
    read(manager, "Bevestigd. Nieuwe betalingen gaan naar dit rekeningnummer.")


def check_all(page: Page) -> None:
    """Everything that was awarded is checked, of two providers."""
    page.goto("/goedkeuring")
    read(page, "2 declaraties, 8 regels, € 1.725,00")
    for box in page.locator("input[name=keuze]").all():
        box.check()
    press(page, "Controleer wat is aangevinkt")
    read(page, "Er is nog niets veranderd.")
    press(page, "Controleer 2 declaraties, € 1.725,00")
    expect(page.locator("h1")).to_have_text("Goedkeuring")


def approve_all(page: Page) -> None:
    """A second person approves it."""
    page.goto("/goedkeuring?lijst=goedkeuren")
    press(page, "Kies alle 2")
    press(page, "Keur 2 declaraties goed, € 1.725,00")
    expect(page.locator("h1")).to_have_text("Goedkeuring")


def refuse_the_second_account(page: Page, shop: Shop) -> None:
    """Who checked does not approve, whatever account she takes."""
    page.goto(f"/goedkeuring/{shop.zorg}")
    before = shop.till.totals()
    press(page, re.compile("^Keur 6 regels goed"))
    expect(page.locator("h1")).to_have_text("Hier is een ander voor nodig")
    read(page, "U deed voor dit geld al de controle; een ander moet deze stap doen.")
    assert shop.till.totals() == before
    page.context.close()


def pay(people: People, shop: Shop, folder: Path) -> bytes:
    """Drawn up, looked at by the controller, signed, released by another; the bytes of the file."""
    first, second, control = people("mila"), people("kees"), people("coen")
    first.goto("/betaalrun/nieuw")
    read(first, "andere rekening dan de vorige keer")
    press(first, "Maak de betaalrun op")
    expect(first.locator("h1")).to_have_text(f"Betaalrun {RUN}")
    read(first, "1 betaling is tegengehouden")
    control.goto(f"/betaalrun/{RUN}")
    read(control, "De rekening is anders dan bij de vorige betaling")
    control.get_by_label("Waarom is deze betaling in orde?").fill("Gebeld met de aanbieder.")
    press(control, "Deze betaling is in orde")
    read(control, "De betaling gaat mee in de run.")
    first.reload()
    press(first, "Onderteken de run")
    read(first, "Wacht op vrijgave door een ander.")
    expect(first.get_by_role("button", name=re.compile("^Geef .* vrij$"))).to_have_count(0)
    second.goto(f"/betaalrun/{RUN}")
    press(second, "Geef € 1.725,00 vrij")
    press(second, "Maak het betaalbestand")
    body = downloaded(second, folder / "first.xml")
    first.reload()
    assert downloaded(first, folder / "again.xml") == body
    press(first, "Markeer als uitgevoerd")
    read(first, "afgehandeld")
    return body


def downloaded(page: Page, to: Path) -> bytes:
    """The file that the page of a run gives."""
    with page.expect_download() as getting:
        page.get_by_role("link", name=re.compile(r"\.xml$")).click()
    getting.value.save_as(to)
    return to.read_bytes()


def assert_fits(body: bytes) -> None:
    """It keeps the schema of the format, by a copy that is not ours."""
    schema = etree.XMLSchema(
        etree.fromstring(files("sepaxml").joinpath("schemas/pain.001.001.09.xsd").read_bytes())
    )
    schema.assertValid(etree.fromstring(body))


def sums_in(body: bytes) -> dict[str, int]:
    """The eurocents of each payment in the file, by its reference."""
    names = {"p": PAIN}
    return {
        each.findtext("p:PmtId/p:EndToEndId", None, names): int(
            Decimal(each.findtext("p:Amt/p:InstdAmt", None, names)) * 100
        )
        for each in etree.fromstring(body).iterfind(".//p:CdtTrfTxInf", names)
    }


def sums_of_cards(shop: Shop, references: set[str]) -> dict[str, int]:
    """What the proof cards of all lines say is in these payments, added up one by one."""
    found: dict[str, int] = defaultdict(int)
    world = shop.till.world
    for line in range(1, world.rows()["line"] + 1):
        with transaction() as session:
            card = card_of(session, line, shop.till.tenant, world.keyring)
        assert card.payment is not None and card.payment.line_cents == card.line.cents
        if card.payment.reference in references:
            found[card.payment.reference] += card.payment.line_cents
    return dict(found)


def see_the_payment(page: Page, shop: Shop, reference: str) -> None:
    """The provider finds its money in its list, and on the line that was held."""
    page.goto("/betalingen")
    newest = row(page, f"{RUN}-")
    expect(newest).to_contain_text("€ 1.225,00")
    expect(newest).to_contain_text("betaald")
    newest.get_by_role("link").click()
    page.get_by_role("link", name=reference, exact=True).click()
    read(page, "Kenmerk van de betaling")
    read(page, f"{RUN}-")
    read(page, "betaald")
    assert shop.name_of(OTHER_PROVIDER) not in page.locator("main").inner_text()
