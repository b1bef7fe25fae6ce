"""What an answer must be, beside the declaration it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from declarations.answering import faults
from declarations.answers import AnswerClient, AnswerLine, Reply
from declarations.assessment import assess
from declarations.example import BSN, LINE, OTHER_BSN, answered, replied, returned
from declarations.facts import Facts
from declarations.model import Message
from declarations.rulebook import Rule, RuleBook, Scope
from declarations.rules import RULEBOOK, RULES
from declarations.wording import describe
from schemas.istandaarden.answer import compose_answer, write_answer
from schemas.istandaarden.answer_reader import read_answer
from tests.builders import a_client, a_line, a_message
from tests.declarations import strategies
from tests.declarations.situations import judged

TWO = a_message(a_client(a_line()), a_client(a_line(reference="B", volume=3), bsn=OTHER_BSN))
TODAY = date(2023, 5, 10)
BACK = AnswerLine(LINE, ("9346",))


def reply_to(message: Message, **facts: object) -> Reply:
    """The answer to a message, judged against the usual facts."""
    return Reply(compose_answer(message, judged(message, **facts), "A1", TODAY), message, TODAY)


def broken(reply: Reply) -> list[str]:
    return [finding.rule for finding in faults(reply, RULEBOOK)]


def clients(*lines: AnswerLine, bsn: str = BSN) -> tuple[AnswerClient, ...]:
    return (AnswerClient(bsn, ("0200",), lines),)


def in_the_answer(**fields: object) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, answer=replace(reply.answer, **fields))


def same(reply: Reply, **fields: object) -> Reply:
    """The line as it was returned, and equally in the declaration."""
    line = replace(LINE, **fields)
    client = replace(reply.message.declaration.clients[0], lines=(line,))
    declaration = replace(reply.message.declaration, clients=(client,))
    told = returned(**fields)(reply)
    return replace(told, message=replace(reply.message, declaration=declaration))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("TR056", lambda reply: replace(reply, identification_used=True)),
        ("TR135", lambda reply: replace(reply, today=date(2023, 5, 9))),
        ("TR135", lambda reply: replace(reply, today=date(2023, 5, 5))),
        ("TR378", in_the_answer(sender="0363")),
        ("TR101", answered(clients=clients(BACK, BACK))),
        ("TR101", answered(clients=clients(BACK) * 2)),
        ("TR134", in_the_answer(dated=date(2023, 3, 31))),
        ("TR137", in_the_answer(dated=date(2023, 4, 29))),
        ("TR304", answered(clients=clients(BACK, bsn=OTHER_BSN))),
        ("CS325", lambda reply: same(reply, amount=0, credit=True, previous_reference="X")),
        ("TR337", in_the_answer(answers_dated=date(2023, 5, 7))),
        ("TR342", answered(awarded_cents=1)),
        ("TR342", answered(awarded_cents=-1)),
        ("TR342", answered(submitted_cents=5001, awarded_cents=1)),
        ("TR342", answered(clients=clients(AnswerLine(LINE, ())))),
        ("TR342", answered(clients=clients(AnswerLine(LINE, ("0200",))))),
        ("TR342", answered(codes=("8214",), awarded_cents=5000, clients=())),
        ("TR366", answered(clients=clients(AnswerLine(replace(LINE, reference="X"), ("9346",))))),
        *(
            ("TR367", returned(**{name: value}))
            for name, value in {
                "allocation": 1, "category": "03", "code": "02A04", "start": date(2023, 4, 2),
                "end": date(2023, 4, 29), "unit": "16", "volume": 3, "tariff": 1251,
                "amount": 4999, "credit": True,
            }.items()
        ),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_right_is_found_out(
    rule: str, change: Callable[[Reply], Reply]
) -> None:
    assert broken(replied()) == []
    assert rule in broken(change(replied()))


ABOUT_ANSWERS = [rule for rule in RULES if rule.scope is Scope.ANSWER]


@pytest.mark.parametrize("rule", ABOUT_ANSWERS, ids=lambda rule: rule.rule)
def test_example_breaks_its_rule_and_no_other_finds_it(rule: Rule) -> None:
    told = rule.example.change(replied())
    [found] = [each for each in faults(told, RULEBOOK) if each.rule == rule.rule]
    assert (found.code, found.level) == (rule.code, rule.level)
    assert any(element.rpartition("/")[2] in found.path for element in rule.elements)
    assert describe(found, RULEBOOK, "nl").startswith(rule.text.nl)
    without = RuleBook([each for each in RULES if each is not rule])
    assert rule.rule not in {each.rule for each in faults(told, without)}


def test_what_an_answer_returns_a_date_for_it_repeats() -> None:
    """A declaration from the future gets 8848 or 0001, and its own date back."""
    early = {"today": date(2023, 5, 5)}
    for codes in (("8848",), ("0001",)):
        told = in_the_answer(codes=codes, declaration=None, dated=early["today"])(replied())
        assert broken(replace(told, **early)) == []


def test_every_kind_of_outcome_is_answered_rightly() -> None:
    for facts in ({}, {"number_used": True}, {"identification_used": True}, {"allocations": {}}):
        assert broken(reply_to(TWO, **facts)) == []
    assert broken(reply_to(replace(TWO, declaration=replace(TWO.declaration, total=1)))) == []


@settings(max_examples=200, deadline=None)
@given(strategies.situations())
def test_every_answer_keeps_every_rule_also_as_it_is_read_back(
    situation: tuple[Message, Facts],
) -> None:
    message, known = situation
    answer = compose_answer(message, assess(message, known, RULEBOOK), "A1", known.today)
    assert broken(Reply(answer, message, known.today)) == []
    again = read_answer(write_answer(answer))
    assert broken(Reply(again, message, known.today)) == []


@settings(max_examples=100, deadline=None)
@given(strategies.messages(), strategies.facts())
def test_every_answer_to_anything_keeps_every_rule(message: Message, known: Facts) -> None:
    today = max(known.today, date(2021, 1, 1))
    known = replace(known, today=today)
    answer = compose_answer(message, assess(message, known, RULEBOOK), "A1", today)
    assert broken(Reply(answer, message, today)) == []
