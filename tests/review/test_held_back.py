"""What a provider does not read of a verdict before its answer is out, and what it is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from portal.intake.waiting_again import release_answers
from portal.review.turns import turns_of
from portal.store.transaction import in_transaction, transaction
from tests.builders import a_client, a_line, a_message
from tests.intake.outcome_pages import CHECKER, CLERK, Pages
from tests.intake.test_parking import Waiting
from tests.review.desk import EVERYTHING

TENTH_DAY = date(2023, 5, 25)


@pytest.fixture
def waiting(app, keyring) -> Pages:
    """Two picked lines and a rejected one, on a contract that answers after review."""
    pages = Pages(app, Waiting(keyring))
    pages.world.agree(0, "after-review")
    in_transaction(lambda session: pages.world.pick(session, EVERYTHING))
    for number in range(3):
        pages.world.allocate(30_000 + number, volume=100)
    lines = [a_line(reference=f"R{n}", allocation=30_000 + n, volume=n + 1) for n in range(3)]
    lines[2] = replace(lines[2], amount=1)
    pages.address = pages.hand_in(a_message(a_client(*lines)))
    return pages


def reviews(pages: Pages) -> list[int]:
    with transaction() as session:
        return list(session.scalars(text("SELECT id FROM review ORDER BY id")))


def rejected_line(pages: Pages) -> str:
    line = pages.world.scalar("SELECT id FROM line WHERE state = 'rejected'")
    return f"/vragen/regel/{line}"


def send(pages: Pages, email: str, address: str, **fields: str) -> int:
    return pages.browser(email).post(address, data={"text": "Omdat.", **fields}).status_code


def status(pages: Pages, address: str) -> int:
    return pages.browser(CLERK).get(address).status_code


def test_a_rejected_line_is_not_found_before_the_answer(waiting, app):
    line = rejected_line(waiting)
    assert status(waiting, line) == 404
    assert send(waiting, CLERK, line) == 404
    assert len(reviews(waiting)) == 2
    for review in reviews(waiting):
        assert send(waiting, CHECKER, f"/controle/{review}/vrijgeven") == 303
    assert status(waiting, line) == 404  # looked at, but the answer has yet to go out
    assert release_answers(app, waiting.world.clock)() == 1
    assert status(waiting, line) == 200
    assert send(waiting, CLERK, line) == 303


def test_what_is_held_is_not_told_before_the_answer(waiting, app):
    held, picked = reviews(waiting)
    assert send(waiting, CHECKER, f"/controle/{held}/aanhouden") == 303
    assert "R0" not in waiting.read("/vragen", CLERK)
    assert "R0" not in waiting.read("/vragen.csv", CLERK)
    for review in (held, picked):
        assert status(waiting, f"/vragen/{review}") == 404
        assert send(waiting, CLERK, f"/vragen/{review}/bezwaar") == 404
    assert send(waiting, CHECKER, f"/controle/{picked}/vrijgeven") == 303
    assert release_answers(app, waiting.world.clock)() == 1
    assert "R0" in waiting.read("/vragen", CLERK)
    assert send(waiting, CLERK, f"/vragen/{held}/bezwaar") == 303


def test_who_is_asked_can_answer_before_the_answer_is_out(waiting):
    asked, picked = reviews(waiting)
    due = {"deadline": "2023-05-20"}
    assert send(waiting, CHECKER, f"/controle/{asked}/vragen", **due) == 303
    page = waiting.read("/vragen", CLERK)
    assert "R0" in page
    assert "R1" not in page
    assert not re.search("toegekend|afgewezen", waiting.read(f"/vragen/{asked}", CLERK).lower())
    assert status(waiting, f"/vragen/{picked}") == 404
    assert send(waiting, CLERK, f"/vragen/{asked}/antwoord") == 303


def test_a_credit_that_is_asked_for_is_no_task_before_the_answer(waiting, app):
    wanted, picked = reviews(waiting)
    assert send(waiting, CHECKER, f"/controle/{wanted}/crediteren") == 303
    provider = waiting.world.scalar("SELECT provider_id FROM message")
    with transaction() as session:
        assert turns_of(session, provider) == []
    assert send(waiting, CHECKER, f"/controle/{picked}/vrijgeven") == 303
    assert release_answers(app, waiting.world.clock)() == 1
    with transaction() as session:
        assert [each.review_id for each in turns_of(session, provider)] == [wanted]
