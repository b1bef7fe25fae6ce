"""What an answer must add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from declarations.assessment import assess
from declarations.facts import Facts
from declarations.model import Message
from declarations.rules import RULEBOOK
from declarations.rules.answers import difference_is_what_is_returned
from tests.builders import OTHER_BSN, a_client, a_line, a_message
from tests.declarations import strategies
from tests.declarations.situations import judged

TWO = a_message(a_client(a_line()), a_client(a_line(reference="B", volume=3), bsn=OTHER_BSN))


def test_partly_awarded_message_adds_up() -> None:
    verdict = judged(TWO)
    assert (verdict.submitted_cents, verdict.awarded_cents) == (8750, 5000)
    assert difference_is_what_is_returned(TWO, verdict) is None


def test_a_cent_too_much_or_too_little() -> None:
    verdict = judged(TWO)
    for cents in (4999, 5001):
        breach = difference_is_what_is_returned(TWO, replace(verdict, awarded_cents=cents))
        assert (breach.expected, breach.received) == (5000, cents)
        assert breach.difference_cents == cents - 5000


def test_nothing_is_awarded_where_nothing_was_judged() -> None:
    for verdict in (judged(TWO, number_used=True), judged(TWO, today=date(2023, 1, 1))):
        assert difference_is_what_is_returned(TWO, verdict) is None
        assert difference_is_what_is_returned(TWO, replace(verdict, awarded_cents=1)) is not None


@settings(max_examples=150, deadline=None)
@given(strategies.situations())
def test_every_verdict_adds_up(situation: tuple[Message, Facts]) -> None:
    message, known = situation
    assert difference_is_what_is_returned(message, assess(message, known, RULEBOOK)) is None
