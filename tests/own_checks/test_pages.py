"""Setting up checks on pages, trying them first, and what both sides read of a warned line."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from declarations.facts import CheckKind
from declarations.picking import Plan
from portal.store.transaction import in_transaction, transaction
from tests.builders import a_client, a_line, a_message
from tests.intake.outcome_pages import CHECKER, CLERK, ELSEWHERE, STRANGER
from tests.own_checks.checking import a_check

CONTROLLER, MANAGER = "controller@diemen.example", "contract-manager@diemen.example"
PAGES = "/eigen-controles"


def post(pages, email, address, **fields):
    return pages.browser(email).post(address, data=fields)


def day(pages):
    return pages.world.clock.today().isoformat()


def set_up(pages, kind="amount", **fields):
    wish = {"limit": "40", "since": day(pages), **fields}
    return post(pages, CONTROLLER, f"{PAGES}/nieuw/{kind}", **wish)


def plain(page):
    return " ".join(page.replace("\xa0", " ").split())


@pytest.fixture
def warned(pages):
    """A line with a warning, picked for it, beside one without."""
    in_transaction(
        lambda s: pages.world.pick(s, Plan(None, warnings=True, least=0, most=0))
    )  # fmt: skip
    a_check(pages.world)
    pages.world.allocate(volume=40)
    pages.world.allocate(20073, code="A04", volume=40)
    lines = (
        a_line(reference="R1", volume=4),
        a_line(reference="R2", allocation=20073, code="01A04", volume=1),
    )
    pages.address = pages.hand_in(a_message(a_client(*lines)))
    return pages


@pytest.mark.parametrize("kind", CheckKind)
def test_every_kind_is_set_up_shown_and_ended(pages, kind):
    fields = {"other": "01-01A04"} if kind is CheckKind.TOGETHER else {"limit": "4"}
    assert "Leg vast" in pages.read(f"{PAGES}/nieuw/{kind}", CONTROLLER)
    made = set_up(pages, kind, products=["01-01A03"], **fields)
    assert made.status_code == 303 and made.location.endswith(f"{PAGES}/1")
    page = pages.read(PAGES, CHECKER)
    assert "EIGEN-1" in page and "01A03" in page and "geldt nu" in page
    page = pages.read(f"{PAGES}/1", CONTROLLER)
    assert "geldt nu" in page and "Beëindig vanaf vandaag" in page and "checked" in page
    ended = post(pages, MANAGER, f"{PAGES}/1/beeindig", seen="1")
    assert ended.status_code == 303
    page = pages.read(f"{PAGES}/1", CONTROLLER)
    assert "beëindigd" in page and "Beëindig vanaf vandaag" not in page


def test_form_keeps_what_was_typed_and_links_to_the_fields(pages):
    for fields, said in (
        ({"limit": "veel"}, "Vul een bedrag in"),
        ({"limit": ""}, "Vul dit veld in"),
        ({"limit": "0"}, "Vul een getal in boven nul"),
        ({"since": "2023-05-09"}, "Kies vandaag of een dag daarna"),
        ({"since": ""}, "Vul dit veld in"),
        ({"products": ["99-NONE"]}, "Kies alleen producten uit de lijst"),
    ):
        answer = set_up(pages, **{"products": ["01-01A03"], **fields})
        assert answer.status_code == 422 and said in answer.text, fields
        wrong = next(iter(fields))
        assert f'href="#{wrong}"' in answer.text and f'id="{wrong}"' in answer.text
        if wrong == "limit":
            assert f'value="{fields["limit"]}"' in answer.text
            assert 'id="product-01-01A03" value="01-01A03" checked' in answer.text
    for kind, limit in (("volume", "1,5"), ("late", "100001"), ("products", "-1")):
        assert set_up(pages, kind, limit=limit).status_code == 422
    assert set_up(pages, "together", other="99-NONE").status_code == 422
    assert pages.world.scalar("SELECT count(*) FROM own_check") == 0


def test_check_is_tried_before_it_is_kept(pages):
    pages.world.allocate(volume=40)
    pages.world.allocate(20074, volume=40)
    lines = (a_line(reference="R1"), a_line(reference="R2", allocation=20074, volume=1))
    pages.hand_in(a_message(a_client(*lines)))
    tried = set_up(pages, limit="20", doen="voorbeeld")
    assert tried.status_code == 200
    page = plain(tried.text)
    assert "zou 1 regel hebben uitgekozen, samen € 50,00, van 1 aanbieder." in page
    assert "alle 2 toegekende regels in 1 bericht" in page and 'value="20"' in page
    none = set_up(pages, limit="5000", doen="voorbeeld")
    assert "geen enkele regel" in none.text
    assert pages.world.scalar("SELECT count(*) FROM own_check") == 0
    assert pages.seen() == []


def test_trying_is_bounded_and_says_so(pages, monkeypatch):
    pages.world.allocate(volume=40)
    pages.world.allocate(20074, volume=40)
    for number in (20072, 20074):
        pages.world.declare(a_line(reference=f"R{number}", allocation=number))
    for bound in ("MOST_MESSAGES", "MOST_LINES"):
        with monkeypatch.context() as patched:
            patched.setattr(f"portal.own_checks.preview.{bound}", 1)
            page = plain(set_up(pages, limit="20", doen="voorbeeld").text)
            assert "zou 1 regel hebben uitgekozen" in page
            assert "nieuwste 1 toegekende regel in 1 bericht" in page
            assert "Er is meer ontvangen" in page
    assert "zou 2 regels" in plain(set_up(pages, limit="20", doen="voorbeeld").text)


def test_change_is_a_version_and_a_stale_form_changes_nothing(pages):
    set_up(pages)
    page = pages.read(f"{PAGES}/1", CONTROLLER)
    assert 'value="40,00"' in page and 'name="seen" type="hidden" value="1"' in page
    fields = {"limit": "90", "since": day(pages), "seen": "1"}
    assert post(pages, CONTROLLER, f"{PAGES}/1", **fields).status_code == 303
    assert "€ 90,00" in plain(pages.read(f"{PAGES}/1", CONTROLLER))
    stale = post(pages, MANAGER, f"{PAGES}/1", **{**fields, "limit": "1"})
    assert stale.status_code == 303
    assert "Iemand anders" in pages.read(f"{PAGES}/1", MANAGER)
    assert pages.world.scalar("SELECT max(version) FROM own_check") == 2
    shown = post(pages, CONTROLLER, f"{PAGES}/1", doen="voorbeeld", **{**fields, "seen": "2"})
    assert shown.status_code == 200 and "Wat deze controle zou hebben uitgekozen" in shown.text
    assert post(pages, CONTROLLER, f"{PAGES}/1", **{**fields, "limit": ""}).status_code == 422


def test_a_check_is_its_municipality_s_alone(pages):
    set_up(pages)
    assert "EIGEN-1" not in pages.read(PAGES, ELSEWHERE)
    assert pages.browser(ELSEWHERE).get(f"{PAGES}/1").status_code == 404
    assert pages.browser(CLERK).get(PAGES).status_code == 403
    assert "Wijzig deze controle" not in pages.read(f"{PAGES}/1", CHECKER)
    assert post(pages, CHECKER, f"{PAGES}/1/beeindig", seen="1").status_code == 403
    assert PAGES in pages.read("/controle/plan", CONTROLLER)


def test_plan_that_leaves_warnings_alone_is_told_of(pages):
    assert "worden regels met een waarschuwing nu niet bekeken" in pages.read(PAGES, CONTROLLER)
    in_transaction(
        lambda s: pages.world.pick(s, Plan(None, warnings=True, least=0, most=0))
    )  # fmt: skip
    assert "niet bekeken" not in pages.read(PAGES, CONTROLLER)


def test_provider_reads_that_the_line_is_awarded_and_nobody_mends(warned):
    page = plain(warned.read(warned.address, CLERK))
    assert "Ontvangen en toegekend: alle 2 regels" in page
    assert "Bij 1 toegekende regel staat een waarschuwing" in page
    assert "De gemeente kijkt naar regels met een hoog bedrag." in page
    assert "Aan zet: de gemeente" in page and "niemand hoeft iets te herstellen" in page
    assert "Herstel hier" not in page and "40,00" not in page
    assert f"{PAGES}/" not in page and "/regels#EIGEN" not in page
    line = plain(warned.read(f"{warned.address}/regel/1", CLERK))
    assert "waarschuwing" in line and "Eigen controle van de gemeente" in line
    assert "Deze regel voldoet aan het regelboek" in warned.read(f"{warned.address}/regel/2", CLERK)
    assert warned.browser(STRANGER).get(warned.address).status_code == 404


def test_list_of_lines_narrows_to_the_warning(warned):
    page = warned.read(f"{warned.address}?regel=EIGEN-1&stand=alle", CLERK)
    assert ">R1<" in page and ">R2<" not in page
    page = warned.read(f"{warned.address}?zet=municipality&stand=alle", CLERK)
    assert ">R1<" in page and ">R2<" not in page


def test_files_say_what_is_a_warning(warned):
    csv = warned.browser(CLERK).get(f"{warned.address}/regels.csv").text
    [row] = [line for line in csv.splitlines() if "R1" in line]
    assert "EIGEN-1;waarschuwing;De gemeente kijkt naar regels met een hoog bedrag." in row
    assert 'de gemeente;"De regel is toegekend; niemand hoeft iets te herstellen.' in row
    assert warned.browser(CLERK).get(f"{warned.address}/regels.xlsx").status_code == 200
    queue = warned.browser(CHECKER).get("/controle.csv").text
    assert "EIGEN-1: Hoog bedrag" in queue


def test_checker_reads_which_check_picked_the_line(warned):
    assert "EIGEN-1: Hoog bedrag" in warned.read("/controle", CHECKER)
    review = warned.world.scalar("SELECT id FROM review")
    page = plain(warned.read(f"/controle/{review}", CHECKER))
    assert "Er is 1 waarschuwing. Daarmee is de regel gewoon toegekend." in page
    assert "De gemeente kijkt naar regels met een hoog bedrag. Ontvangen: € 50,00." in page
    assert f'href="{PAGES}/1"' in warned.read(f"{warned.address}/regel/1", CHECKER)
    assert "Wat de aanbieder leest" not in warned.read(f"{warned.address}/regel/1", CHECKER)


def test_proof_card_agrees_and_opens_as_pdf(warned):
    line = warned.world.scalar("SELECT id FROM line WHERE reference = 'R1'")
    page = warned.read(f"/bewijs/{line}", CLERK)
    assert "de uitkomst is dezelfde" in page and "EIGEN-1" in page
    assert warned.browser(CLERK).get(f"/bewijs/{line}/kaart.pdf").data.startswith(b"%PDF")
    batch = warned.address.split("/")[2]
    proof = warned.browser(CLERK).get(f"/aanleveringen/{batch}/bewijs.pdf")
    assert proof.status_code == 200 and proof.data.startswith(b"%PDF")


def test_check_that_ended_is_still_read_on_old_lines(warned):
    post(warned, CONTROLLER, f"{PAGES}/1/beeindig", seen="1")
    assert "hoog bedrag" in warned.read(warned.address, CLERK)
    assert not [each for each in warned.world.check() if "verdict" in each]


def test_pages_are_in_english_too(warned):
    set_up(warned, "together", other="01-01A04", limit="")
    dutch = re.compile("Aanbieder|gemeente|waarschuwing|toegekend|Producten|Versie ")
    for address, email in (
        (PAGES, CONTROLLER), (f"{PAGES}/1", CONTROLLER), (f"{PAGES}/2", CONTROLLER),
        (f"{PAGES}/nieuw/hours", CONTROLLER), ("/controle", CHECKER), (warned.address, CLERK),
        (f"{warned.address}/regel/1", CLERK), (f"{warned.address}/regel/1", CHECKER),
    ):  # fmt: skip
        page = warned.read(f"{address}?lang=en", email)
        assert not dutch.findall(re.sub("<[^>]*>", " ", page)), address


def test_audit_trail_tells_who_set_it_up(pages):
    set_up(pages)
    with transaction() as session:
        row = session.execute(
            text("SELECT account_id, municipality_id, object_id FROM audit_event"
                 " WHERE action = 'own-check.set'")
        ).one()  # fmt: skip
    account = pages.world.scalar("SELECT id FROM account WHERE email = :e", e=CONTROLLER)
    assert tuple(row) == (account, pages.world.municipality_id(), 1)
