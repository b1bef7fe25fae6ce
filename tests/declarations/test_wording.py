"""Findings in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from declarations.assessment import assess
from declarations.facts import Facts
from declarations.model import Message
from declarations.rules import RULEBOOK
from declarations.wording import day, describe, euros
from tests.builders import a_client, a_line, a_message
from tests.declarations import strategies
from tests.declarations.situations import judged


@pytest.mark.parametrize(
    ("cents", "nl", "en"),
    [
        (0, "€ 0,00", "€ 0.00"),
        (5, "€ 0,05", "€ 0.05"),
        (123456, "€ 1.234,56", "€ 1,234.56"),
        (100000000, "€ 1.000.000,00", "€ 1,000,000.00"),
        (-1, "€ -0,01", "€ -0.01"),
        (-123456, "€ -1.234,56", "€ -1,234.56"),
    ],
)
def test_amounts(cents: int, nl: str, en: str) -> None:
    assert (euros(cents, "nl"), euros(cents, "en")) == (nl, en)


def test_days() -> None:
    assert day(date(2026, 5, 6), "nl") == "6 mei 2026"
    assert day(date(2026, 5, 6), "en") == "6 May 2026"
    assert day(date(2023, 12, 31), "nl") == "31 december 2023"


def test_sentence_says_the_rule_and_both_values() -> None:
    (finding,) = judged(a_message(a_client(a_line(amount=5001)))).findings
    assert describe(finding, RULEBOOK, "nl").endswith("Verwacht: € 50,00; ontvangen: € 50,01.")
    assert describe(finding, RULEBOOK, "en").endswith("Expected: € 50.00; received: € 50.01.")


def test_sentence_with_one_value_or_none() -> None:
    (finding,) = judged(a_message(a_client(a_line(allocation=9)))).findings
    assert describe(finding, RULEBOOK, "en").endswith("Received: 9.")
    bare = replace(finding, received=None)
    assert describe(bare, RULEBOOK, "en") == RULEBOOK.by_name["TR338"].text.en


def test_rule_that_is_not_in_the_book() -> None:
    (finding,) = judged(a_message(a_client(a_line(allocation=9)))).findings
    with pytest.raises(KeyError):
        describe(replace(finding, rule="TR999"), RULEBOOK, "nl")


@settings(max_examples=120, deadline=None)
@given(strategies.messages(), strategies.facts())
def test_every_finding_can_be_told_without_a_citizen_number(message: Message, known: Facts) -> None:
    for finding in assess(message, known, RULEBOOK).findings:
        for language in ("nl", "en"):
            sentence = describe(finding, RULEBOOK, language)
            assert sentence.endswith(".")
            assert not any(each.bsn in sentence for each in message.declaration.clients)
