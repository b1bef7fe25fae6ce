"""The decisions: complete, worded in both languages, and every one that a rule names is there."""

import re
from datetime import date

import pytest

from declarations.decisions import DECISIONS, Decision, numbers_in
from declarations.rulebook import Rule
from declarations.rules import RULES
from tests.architecture.sources import modules, named

NUMBERS = [decision.number for decision in DECISIONS]


def test_the_numbers_are_those_of_the_list_and_each_stands_once() -> None:
    assert list(range(1, 39)) == NUMBERS


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: str(decision.number))
def test_a_decision_is_said_in_both_languages_in_a_few_sentences(decision: Decision) -> None:
    assert decision.taken == date(2026, 11, 22 if decision.number < 36 else 23)
    assert decision.text.nl != decision.text.en
    for sentence in decision.text:
        assert sentence.endswith(".")
        assert 30 < len(sentence) < 320


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_a_rule_names_decisions_that_exist_and_in_one_way(rule: Rule) -> None:
    assert set(numbers_in(rule.basis)) <= set(NUMBERS)
    for part in rule.basis.split("; "):
        if "decision" in part:
            assert re.fullmatch(r"decision \d+|decisions \d+(, \d+)* and \d+", part)
            assert numbers_in(part)
        else:
            assert not numbers_in(part)


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_comment_names_decisions_that_exist(path) -> None:
    assert set(numbers_in(path.read_text("utf-8"))) <= set(NUMBERS)


@pytest.mark.parametrize(
    ("basis", "numbers"),
    [
        ("iWmo/iJw 3.2, TR346; IV081; decision 6", (6,)),
        ("TR418; decisions 16, 22 and 23", (16, 22, 23)),
        ("OP276; decisions 2 and 19; CBS", (2, 19)),
        ("iWmo/iJw 3.2, CS100", ()),
    ],
)
def test_the_numbers_in_a_basis(basis: str, numbers: tuple[int, ...]) -> None:
    assert numbers_in(basis) == numbers
