"""What checkers and providers do with lines; the desk proves the sums after every step."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from portal.review.acting import Wish, act
from portal.settlement.service import LinesGone
from portal.store.transaction import in_transaction, transaction
from tests.builders import BSN
from tests.review.desk import EVERYTHING, lines
from tests.threads import as_portal


@pytest.fixture
def message(desk) -> int:
    """A declaration of three lines, all of them picked."""
    desk.plan(EVERYTHING)
    return desk.declare(*lines(desk, 3))


def test_a_cleared_line_goes_on_to_be_paid(desk, message):
    assert desk.stages(message) == {"blocked": (3, 7500)}
    desk.do("ann", "clear", desk.review(message, 2), "")
    assert desk.stages(message) == {"blocked": (2, 5000), "open": (1, 2500)}


def test_question_answer_hold_objection_and_another_judge(desk, message):
    review = desk.review(message)
    desk.do("ann", "ask", review, "Was dit op een feestdag?")
    assert desk.state(review) == "asked"
    desk.do("clerk", "answer", review, "Nee, de dag erna.")
    assert desk.state(review) == "picked"
    desk.do("ann", "hold", review, "Wij zoeken dit uit.")
    desk.do("clerk", "object", review, "Waarom?")
    assert desk.world.scalar("SELECT assignee_id FROM review WHERE id = :r", r=review) is None
    with pytest.raises(SamePerson):
        desk.do("ann", "uphold", review)
    assert desk.state(review) == "objected"
    desk.do("bob", "uphold", review, "Het stond niet in het plan.")
    assert desk.stages(message) == {"blocked": (3, 7500)}
    desk.do("ann", "request-credit", review, "Graag een credit.")
    desk.do("clerk", "object", review, "Nogmaals bezwaar.")
    desk.do("bob", "grant", review, "U hebt gelijk.")
    assert desk.stages(message) == {"blocked": (2, 6250), "open": (1, 1250)}
    kinds = [each.kind for each in desk.thread("clerk", review)]
    assert kinds == [
        "question", "reply", "hold", "objection", "uphold", "credit-request", "objection", "grant",
    ]  # fmt: skip


def test_each_side_reads_the_names_of_its_own_people_alone(desk, message):
    review = desk.review(message)
    desk.do("ann", "ask", review, "Klopt dit?")
    desk.do("clerk", "answer", review, "Ja.")
    assert [each.who for each in desk.thread("bob", review)] == ["Ann", None]
    assert [each.who for each in desk.thread("clerk", review)] == [None, "Clerk"]


@pytest.mark.parametrize(
    ("who", "first", "then"),
    [("ann", "hold", "hold"), ("ann", "clear", "hold"), ("clerk", None, "answer"),
     ("clerk", None, "clear"), ("ann", None, "grant"), ("ann", "clear", "request-credit")],
)  # fmt: skip
def test_what_the_status_does_not_allow_changes_nothing(desk, message, who, first, then):
    review = desk.review(message)
    if first:
        desk.do("ann", first, review)
    before = desk.world.rows()
    with pytest.raises(NotAllowed):
        desk.do(who, then, review)
    assert desk.world.rows() == before


def test_a_decision_on_an_old_screen_is_refused(desk, message):
    review = desk.review(message)
    desk.do("bob", "ask", review)
    with pytest.raises(NotAllowed):
        desk.do("ann", "hold", review, seen="picked")
    assert desk.state(review) == "asked"


def test_several_at_once_does_what_can_be_done_and_tells_the_rest(desk, message):
    reviews = [desk.review(message, position) for position in (1, 2, 3)]
    desk.do("ann", "clear", reviews[1])
    done = desk.do_together("ann", "clear", [*reviews, 999_999])
    assert (done.amount.lines, done.amount.cents, len(done.refused)) == (2, 5000, 1)
    assert desk.stages(message) == {"open": (3, 7500)}


def test_a_checker_brings_up_a_line_that_nobody_picked(desk):
    message = desk.declare(*lines(desk, 2))
    review = desk.pick("ann", desk.line(message, 2))
    assert desk.stages(message) == {"blocked": (1, 2500), "open": (1, 1250)}
    assert [each.text for each in desk.thread("ann", review)] == ["Kijk."]
    with pytest.raises(NotAllowed):
        desk.pick("bob", desk.line(message, 2))


def test_a_line_that_was_checked_is_not_brought_up(desk):
    message = desk.declare(*lines(desk, 2))
    line = desk.line(message)
    account, person = desk.accounts["bob"]
    with transaction(write=True) as session:  # as the approval of one line leaves it
        session.execute(
            text(
                "INSERT INTO approval (message_id, round, municipality_id, provider_id, law, state,"
                " line_count, cents, checked_by, checked_person, checked_at) VALUES (:m, 1, :u, :p,"
                " 'wmo', 'checked', 1, 1250, :a, :h, '2023-05-10 10:00:00+00:00')"
            ),
            {"m": message, "u": desk.municipality, "p": desk.provider, "a": account, "h": person},
        )  # fmt: skip
        approval = session.scalar(text("SELECT max(id) FROM approval"))
        values = {"l": line, "a": approval}
        session.execute(text("INSERT INTO approval_line VALUES (:l, :a, 1250)"), values)
        session.execute(text("UPDATE stage SET line_count = 1, cents = 2500 WHERE stage = 'open'"))
        session.execute(
            text(
                "INSERT INTO stage (message_id, stage, municipality_id, provider_id, law,"
                " line_count, cents) VALUES (:m, 'checked', :u, :p, 'wmo', 1, 1250)"
            ),
            {"m": message, "u": desk.municipality, "p": desk.provider},
        )
    with pytest.raises(LinesGone):
        desk.pick("ann", line)
    assert desk.world.rows()["review"] == 0


def test_an_objection_to_a_rejected_line_is_no_money(desk):
    good, wrong = lines(desk, 2)
    message = desk.declare(good, replace(wrong, amount=1))
    review = desk.object(desk.line(message, 2))
    assert desk.stages(message) == {"open": (1, 1250)}
    assert desk.state(review) == "objected"
    with pytest.raises(NotAllowed):
        desk.object(desk.line(message, 2))
    with pytest.raises(NotAllowed):
        desk.object(desk.line(message, 1))
    desk.do("ann", "uphold", review)
    with pytest.raises(NotAllowed):
        desk.do("ann", "request-credit", review)
    desk.do("ann", "clear", review)
    assert desk.stages(message) == {"open": (1, 1250)}


def test_a_citizen_number_never_stays_in_a_conversation(desk, message):
    review = desk.review(message)
    spaced = f"{BSN[:4]} {BSN[4:6]} {BSN[6:]}"
    desk.do("ann", "ask", review, f"Gaat dit om {BSN} of om {spaced}?")
    [said] = desk.thread("clerk", review)
    assert BSN not in said.text
    assert not any(letter.isdigit() for letter in said.text)


def test_of_many_at_once_one_clears_the_line(app, desk, message, database):
    if "postgresql" not in database.url:
        pytest.skip("SQLite has one writer at a time")
    review = desk.review(message)
    results: list[str] = []

    @as_portal
    def clear() -> None:
        with app.app_context():
            try:
                in_transaction(lambda s: act(s, desk.actor("ann"), review, Wish("clear")))
                results.append("done")
            except NotAllowed:
                results.append("refused")

    threads = [threading.Thread(target=clear) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", *["refused"] * 15]
    desk.prove()
