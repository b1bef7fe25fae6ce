"""The rule book: complete, well worded, and every example breaks the rule it stands with."""

from datetime import date

import pytest

from declarations.assessment import assess
from declarations.example import valid
from declarations.findings import Outcome
from declarations.rulebook import Rule, RuleBook, Scope
from declarations.rules import RULEBOOK, RULES
from declarations.wording import describe

WITHIN_MESSAGE = """
    CS002 CS015 CS025 CS319 CS100 CS340 CS337 CS325 CD060 CD087 CS339 RS0xx
    TR101 TR134 TR137 TR315 TR316 TR319 TR335 TR342 TR358 TR416
"""
ACROSS_MESSAGES = """
    TR056 TR135 TR378 TR333 TR318 TR304 TR338 TR384 TR307 TR308 TR387 TR388
    TR339 TR340 TR341 TR381 TR346 TR418 TR389 TR314 TR323 TR390
    TR321 TR322 TR369 TR337 TR366 TR367 TR371 TR376
"""
OF_THIS_PORTAL = """
    ZP001 ZP002 ZP003 ZP004
"""
CODES = {
    "TR056": "9056", "TR135": "8848", "TR378": "S300", "TR333": "9333", "TR318": "8214",
    "TR304": "8187", "TR338": "9338", "TR384": "9384", "TR307": "9307", "TR308": "9308",
    "TR387": "9387", "TR388": "9388", "TR339": "9339", "TR340": "9340", "TR341": "9341",
    "TR381": "S329", "TR346": "9346", "TR418": "0611", "TR389": "9389", "TR314": "8021",
    "TR323": "8017", "TR390": "9390", "TR321": "9321", "TR322": "9322", "TR369": "9369",
    "TR366": "9366", "TR367": "9367", "TR337": None, "TR371": None, "TR376": None,
    "ZP001": None, "ZP002": None, "ZP003": None, "ZP004": None,
}  # fmt: skip
ABOUT_ANSWERS = """
    TR056 TR101 TR134 TR135 TR137 TR304 TR337 TR342 TR366 TR367 TR371 TR376 TR378 CS325
"""
LEVEL_4 = {"TR135", "TR378", "TR381", "TR346", "ZP001", "ZP002", "ZP003", "ZP004"}
BY_SCHEMA = {"CS015", "CS025", "CS319", "RS0xx"}


def test_book_holds_the_rules_of_the_standard_none_missing_none_invented() -> None:
    expected = sorted((WITHIN_MESSAGE + ACROSS_MESSAGES + OF_THIS_PORTAL).split())
    assert sorted(rule.rule for rule in RULES) == expected


def test_the_rules_about_answers_are_those_of_the_standard() -> None:
    assert {rule.rule for rule in RULES if "325" in rule.messages} == set(ABOUT_ANSWERS.split())
    alone = {rule.rule for rule in RULES if rule.messages == ("325",)}
    assert alone == {"TR337", "TR342", "TR366", "TR367", "TR371", "TR376"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_code_and_level_are_those_of_the_standard(rule: Rule) -> None:
    if rule.rule in BY_SCHEMA:
        assert (rule.code, rule.level) == (None, 1)
    elif rule.rule in CODES:
        assert (rule.code, rule.level) == (CODES[rule.rule], 4 if rule.rule in LEVEL_4 else 3)
    else:
        assert (rule.code, rule.level) == ("0001", 2)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_every_rule_is_worded_in_both_languages(rule: Rule) -> None:
    for text in (rule.text, rule.next_step, (rule.example.nl, rule.example.en)):
        dutch, english = text
        assert dutch.endswith(".") and english.endswith(".")
    assert rule.text.nl != rule.text.en
    assert rule.check.__doc__


def test_the_base_of_all_examples_breaks_no_rule() -> None:
    situation = valid()
    verdict = assess(situation.message, situation.facts, RULEBOOK)
    assert (verdict.outcome, verdict.findings) == (Outcome.AWARDED, ())
    assert (verdict.submitted_cents, verdict.awarded_cents) == (5000, 5000)
    assert (verdict.header, verdict.declaration) == (("0200",), ("8001",))


JUDGING = [rule for rule in RULES if rule.scope not in (Scope.SCHEMA, Scope.ANSWER)]


@pytest.mark.parametrize("rule", JUDGING, ids=lambda rule: rule.rule)
def test_example_breaks_its_rule(rule: Rule) -> None:
    situation = rule.example.change(valid())
    verdict = assess(situation.message, situation.facts, RULEBOOK)
    broken = {finding.rule: finding for finding in verdict.findings}
    assert rule.rule in broken
    finding = broken[rule.rule]
    assert (finding.code, finding.level, finding.owner) == (rule.code, rule.level, rule.owner)
    assert any(f"{element.partition('/')[2]}" in finding.path for element in rule.elements)
    for language in ("nl", "en"):
        sentence = describe(finding, RULEBOOK, language)
        assert sentence.startswith(getattr(rule.text, language))
        assert "99990" not in sentence


@pytest.mark.parametrize("rule", JUDGING, ids=lambda rule: rule.rule)
def test_without_the_rule_its_example_does_not_find_it(rule: Rule) -> None:
    situation = rule.example.change(valid())
    without = RuleBook([each for each in RULES if each is not rule])
    verdict = assess(situation.message, situation.facts, without)
    assert rule.rule not in {finding.rule for finding in verdict.findings}


def test_version_changes_with_the_rules() -> None:
    assert RuleBook(RULES).version == RULEBOOK.version
    assert RuleBook(RULES[:-1]).version != RULEBOOK.version


def test_rules_of_the_first_day_hold_for_older_messages() -> None:
    assert RULEBOOK.on(date(2022, 1, 1)) == RULEBOOK.on(date(2023, 4, 3))
