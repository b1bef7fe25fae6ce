"""An answer that breaks a rule does not go out, and one that did is found by checking the books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.intake import answering
from portal.intake.answering import AnswerBreaksRules
from portal.store.transaction import transaction
from tests.builders import the_sample, xml_of
from tests.intake.world import World


@pytest.fixture
def a_cent_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that award a cent more than what they return explains."""
    compose = answering.compose_answer

    def wrongly(*arguments):
        answer = compose(*arguments)
        told = replace(answer.declaration, awarded_cents=answer.declaration.awarded_cents + 1)
        return replace(answer, declaration=told)

    monkeypatch.setattr(answering, "compose_answer", wrongly)


def count(table: str) -> int:
    with transaction() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def test_nothing_is_stored_or_sent_rather_than_a_wrong_answer(
    world: World, a_cent_too_much: None
) -> None:
    world.allocate_the_sample()
    receipt = world.receive(xml_of(the_sample()))
    with pytest.raises(AnswerBreaksRules, match=r"^TR342$"):
        world.judge(receipt)
    assert [count(table) for table in ("answer", "verdict", "line", "ledger_entry")] == [0] * 4
    assert world.answers(receipt) == []


def test_the_check_of_the_books_reads_answers_back(
    world: World, a_cent_too_much: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.allocate_the_sample()
    with monkeypatch.context() as unguarded:
        unguarded.setattr(answering, "faults", lambda *_: ())
        world.judge(world.receive(xml_of(the_sample())))
    assert [told.partition(".")[0] for told in world.check()] == ["18"]
