"""The queue, the line screen, the questions of a provider and the plan, as people use them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.store.transaction import in_transaction, transaction
from tests.builders import BSN, a_client, a_line, a_message
from tests.intake.outcome_pages import CHECKER, CLERK, ELSEWHERE, STRANGER
from tests.review.desk import EVERYTHING

APPROVER, CONTROLLER = "approver@diemen.example", "controller@diemen.example"


@pytest.fixture
def queue(pages):
    """Three picked lines, of 12.50, 25.00 and 37.50 euros, and a rejected one."""
    in_transaction(lambda s: pages.world.pick(s, EVERYTHING))
    for number in range(4):
        pages.world.allocate(30_000 + number, volume=100)
    lines = [a_line(reference=f"R{n}", allocation=30_000 + n, volume=n + 1) for n in range(4)]
    lines[3] = replace(lines[3], amount=1)
    pages.address = pages.hand_in(a_message(a_client(*lines)))
    return pages


def ids(pages) -> list[int]:
    with transaction() as session:
        return list(session.scalars(text("SELECT id FROM review ORDER BY id")))


def states(pages) -> list[str]:
    with transaction() as session:
        return list(session.scalars(text("SELECT state FROM review ORDER BY id")))


def post(pages, email, address, **fields):
    return pages.browser(email).post(address, data=fields)


def test_the_queue_tells_why_how_much_and_whose(queue):
    page = queue.read("/controle", CHECKER)
    assert "steekproef" in page and "R2" in page
    assert "3 regels, samen € 75,00" in page.replace("\xa0", " ")
    assert BSN not in page and f"{BSN[-3:]}" in page
    assert ("review queue", "municipality") in queue.seen()
    assert "Er is niets te controleren" in queue.read("/controle", ELSEWHERE)


def test_filters_stay_in_the_address_and_in_the_files(queue):
    page = queue.read("/controle?reden=sample&volgorde=bedrag", CHECKER)
    assert page.index(">R2<") < page.index(">R0<")
    assert "reden=sample&amp;volgorde=bedrag" in page
    assert "Geen enkele regel" in queue.read("/controle?reden=amount", CHECKER)
    csv = queue.browser(CHECKER).get("/controle.csv?reden=sample").text
    assert csv.count("\r\n") == 4 and "25,00" in csv
    assert queue.browser(CHECKER).get("/controle.xlsx").status_code == 200


def test_pages_follow_each_other_without_a_line_twice(queue, monkeypatch):
    monkeypatch.setattr("portal.review.queue.PAGE", 2)
    for order in ("", "volgorde=bedrag"):
        first = queue.read(f"/controle?{order}", CHECKER)
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        second = queue.read(following[1].replace("&amp;", "&"), CHECKER)
        found = [set(re.findall(r">(R\d)<", page)) for page in (first, second)]
        assert found[0] | found[1] == {"R0", "R1", "R2"} and not found[0] & found[1]


def test_several_lines_together_with_count_and_sum_on_the_button(queue):
    one, two, _three = ids(queue)
    chosen = f"regel={one}&regel={two}&reden=sample"
    page = queue.read(f"/controle/samen?{chosen}&doen=aanhouden", CHECKER).replace("\xa0", " ")
    assert "Houd aan (2 regels, € 37,50)" in page
    silent = post(queue, CHECKER, "/controle/samen", regel=[one, two], doen="aanhouden")
    assert silent.status_code == 422 and "Fout:" in silent.text and f'value="{two}"' in silent.text
    answer = post(queue, CHECKER, "/controle/samen", regel=[one, two], doen="aanhouden",
                  text="Wij zoeken dit uit.", reden="sample")  # fmt: skip
    assert answer.status_code == 303 and answer.location.endswith("/controle?reden=sample")
    assert states(queue) == ["held", "held", "picked"]
    again = post(
        queue, CHECKER, "/controle/samen", regel=[one, two], doen="aanhouden", text="Nog eens"
    )
    assert again.status_code == 303
    assert "Niet gelukt bij 2" in queue.read("/controle", CHECKER)


def test_a_question_goes_to_the_provider_and_the_answer_comes_back(queue):
    review = ids(queue)[0]
    asked = post(queue, CHECKER, f"/controle/{review}/vragen", text="Was dit thuis?", days="5")
    assert asked.status_code == 303
    due = queue.world.scalar("SELECT due FROM review WHERE id = :r", r=review)
    assert str(due) == "2023-05-17"  # Wednesday the 10th and five working days
    assert "1 vraag van Diemen" in queue.read("/overzicht", CLERK)
    assert "17 mei 2023" in queue.read("/vragen", CLERK)
    assert "Was dit thuis?" in queue.read(f"{queue.address}/regel/1", CLERK)
    assert queue.browser(STRANGER).get(f"/vragen/{review}").status_code == 404
    empty = post(queue, CLERK, f"/vragen/{review}/antwoord", text=" ")
    assert empty.status_code == 422 and "Fout:" in empty.text
    spaced = f"{BSN[:3]}.{BSN[3:6]}.{BSN[6:]}"
    sent = post(queue, CLERK, f"/vragen/{review}/antwoord", text=f"Ja, voor {spaced}.")
    assert sent.status_code == 303
    page = queue.read(f"/controle/{review}", CHECKER)
    assert "Ja, voor •••.•••.•••." in page
    assert "onleesbaar" in queue.read(f"/vragen/{review}", CLERK)
    twice = post(queue, CLERK, f"/vragen/{review}/antwoord", text="Nog iets.")
    assert twice.status_code == 409 and "te bekijken" not in twice.text


def test_an_objection_is_not_judged_by_whoever_decided(queue, app):
    review = ids(queue)[0]
    post(queue, CHECKER, f"/controle/{review}/aanhouden", text="Dubbel?")
    assert post(queue, CLERK, f"/vragen/{review}/bezwaar", text="Nee.").status_code == 303
    refused = post(queue, CHECKER, f"/controle/{review}/handhaven", text="Toch.")
    assert refused.status_code == 409 and "een ander" in refused.text
    assert states(queue)[0] == "objected"


def test_a_provider_objects_to_a_line_that_came_back(queue):
    line = queue.world.scalar("SELECT id FROM line WHERE state = 'rejected'")
    assert f"/vragen/regel/{line}" in queue.read(f"{queue.address}/regel/4", CLERK)
    assert "Verstuur bezwaar" in queue.read(f"/vragen/regel/{line}", CLERK)
    assert post(queue, CLERK, f"/vragen/regel/{line}", text="").status_code == 422
    sent = post(queue, CLERK, f"/vragen/regel/{line}", text="Het bedrag klopt wel.")
    assert sent.status_code == 303
    page = queue.read("/controle?reden=objection", CHECKER)
    assert "R3" in page and "R1" not in page.split("<tbody>")[1]
    review = ids(queue)[-1]
    assert "Vraag een credit" not in queue.read(f"/controle/{review}", CHECKER)


def test_a_line_is_cleared_assigned_and_noted_about(queue):
    review = ids(queue)[1]
    account = queue.world.scalar("SELECT id FROM account WHERE email = :e", e=CHECKER)
    assert post(queue, CHECKER, f"/controle/{review}/op-naam", assignee=account).status_code == 303
    other = queue.world.scalar("SELECT id FROM account WHERE email = :e", e=ELSEWHERE)
    assert post(queue, CHECKER, f"/controle/{review}/op-naam", assignee=other).status_code == 422
    assert ">R1<" in queue.read("/controle?wie=ik", CHECKER)
    post(queue, CHECKER, f"/controle/{review}/opmerken", text="Even wachten.")
    assert post(queue, CHECKER, f"/controle/{review}/vrijgeven", text="").status_code == 303
    assert states(queue) == ["picked", "cleared", "picked"]
    assert post(queue, CHECKER, f"/controle/{review}/vrijgeven", text="").status_code == 409
    assert queue.browser(ELSEWHERE).get(f"/controle/{review}").status_code == 404


def test_who_only_reads_finds_no_buttons(queue):
    review = ids(queue)[0]
    for email in (APPROVER, CONTROLLER):
        assert "Wat doet u?" not in queue.read(f"/controle/{review}", email)
        assert post(queue, email, f"/controle/{review}/vrijgeven").status_code == 403


def test_a_checker_brings_a_line_up_from_its_own_page(pages):
    pages.world.allocate()
    address = pages.hand_in(a_message(a_client(a_line())))
    line = pages.world.scalar("SELECT id FROM line")
    assert f"/controle/regel/{line}" in pages.read(f"{address}/regel/1", CHECKER)
    assert "Zet in de controle" in pages.read(f"/controle/regel/{line}", CHECKER)
    assert post(pages, CHECKER, f"/controle/regel/{line}", text="").status_code == 422
    assert post(pages, CHECKER, f"/controle/regel/{line}", text="Kijk.").status_code == 303
    assert states(pages) == ["picked"]
    assert pages.browser(CHECKER).get(f"/controle/regel/{line}").status_code == 303


def test_the_plan_is_changed_by_the_controller_and_read_by_the_checker(queue):
    assert "Wijzig het plan" not in queue.read("/controle/plan", CHECKER)
    assert "Wijzig het plan" in queue.read("/controle/plan", CONTROLLER)
    fields = {"amount_from": "1.250,00", "warnings": "y", "least": "10", "most": "5"}
    wrong = post(queue, CONTROLLER, "/controle/plan", **fields)
    assert wrong.status_code == 422 and 'value="1.250,00"' in wrong.text
    done = post(queue, CONTROLLER, "/controle/plan", **{**fields, "most": "50"})
    assert done.status_code == 303
    page = queue.read("/controle/plan", CHECKER).replace("\xa0", " ")
    assert "10 tot 50 ‰" in page and "€ 1.250,00" in page
    again = post(queue, CONTROLLER, "/controle/plan", **{**fields, "most": "50"})
    assert again.status_code == 303
    assert queue.world.scalar("SELECT max(number) FROM review_plan") == 3


def test_the_draw_is_done_again_on_a_page_and_in_a_file(queue):
    provider = queue.world.scalar("SELECT provider_id FROM message")
    month = f"{queue.world.clock.today():%Y-%m}"
    address = f"?aanbieder={provider}&maand={month}"
    page = queue.read(f"/controle/steekproef{address}", CONTROLLER)
    assert "Elke regel van deze trekking" in page
    assert (
        queue.world.scalar("SELECT seed FROM sampling WHERE provider_id = :p", p=provider) in page
    )
    file = queue.browser(CONTROLLER).get(f"/controle/steekproef.csv{address}").text
    assert file.count("\r\n") == 4
    for wrong in ("?aanbieder=x&maand=2023-05", f"?aanbieder={provider}&maand=2023-13", ""):
        assert queue.browser(CONTROLLER).get(f"/controle/steekproef{wrong}").status_code == 404
    assert "1000 ‰" in queue.read("/vragen", CLERK)


def test_first_screens_tell_what_waits(queue):
    page = queue.read("/overzicht", CHECKER)
    assert "3 regels te controleren: steekproef" in page


def test_the_pages_are_in_english_too(queue):
    review = ids(queue)[0]
    for address, email in (
        ("/controle", CHECKER), (f"/controle/{review}", CHECKER), ("/controle/plan", CONTROLLER),
        ("/vragen", CLERK), (f"/vragen/{review}", CLERK),
    ):  # fmt: skip
        page = queue.read(f"{address}?lang=en", email)
        assert "Aanbieder" not in page and "Bedrag" not in page
