"""The rules within one message: the core and a second reading of the standard must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from declarations.assessment import assess
from declarations.facts import Facts
from declarations.findings import Outcome
from declarations.model import Law, Line, Message, Period
from declarations.rulebook import Scope
from declarations.rules import RULEBOOK
from schemas.istandaarden.declaration import read_declaration
from schemas.refusals import MessageRefused
from tests.builders import (
    BSN,
    OTHER_BSN,
    a_client,
    a_credit,
    a_line,
    a_message,
    the_sample,
    xml_of,
)
from tests.conformance.corpus import Case, corpus
from tests.conformance.second_reading import level_2
from tests.declarations.strategies import messages

LAWS = (Law.WMO, Law.YOUTH)
NOTHING_KNOWN = Facts(today=date(9999, 12, 31))


def broken_in(data: bytes) -> set[str]:
    """The level-2 rules that the core finds broken; a message with any is refused whole."""
    verdict = assess(read_declaration(data), NOTHING_KNOWN, RULEBOOK)
    found = {finding.rule for finding in verdict.findings if finding.level == 2}
    assert (verdict.outcome is Outcome.REFUSED) is bool(found)
    if found:
        assert (verdict.header, verdict.declaration, verdict.level) == (("0001",), None, 2)
        assert not verdict.lines
    return found


def with_line(law: Law, **changes: object) -> Message:
    """A message with one changed line; the total fits."""
    return a_message(a_client(a_line(law, **changes)), law=law)


def beside(law: Law, *others: Line) -> Message:
    """A message with the usual line and others of the same client."""
    return a_message(a_client(a_line(law), *others), law=law)


OLD = a_line(reference="RN000", month=date(2023, 3, 1))

# Each row of the table of what the national stylesheet catches, as a message and its rules.
TABLE: dict[str, tuple[Callable[[Law], Message], set[str]]] = {
    "unchanged": (the_sample, set()),
    "citizen number fails the test of eleven": (
        lambda law: a_message(a_client(a_line(law), bsn="999900007"), law=law),
        {"CS002"},
    ),
    "citizen number 000000000": (
        lambda law: a_message(a_client(a_line(law), bsn="000000000"), law=law),
        set(),
    ),
    "total is not the sum": (lambda law: a_message(law=law, total=5001), {"TR358"}),
    "declaration period is not a whole month": (
        lambda law: a_message(law=law, period=Period(date(2023, 4, 1), date(2023, 4, 29))),
        {"CS340", "TR319"},
    ),
    "declaration period begins late": (
        lambda law: a_message(law=law, period=Period(date(2023, 4, 2), date(2023, 4, 30))),
        {"CS340"},
    ),
    "dated before the end of the period": (
        lambda law: a_message(law=law, dated=date(2023, 4, 29)),
        {"TR137"},
    ),
    "euros with a tariff, volume is not the amount": (
        lambda law: with_line(law, unit="83", tariff=1250, volume=4, amount=5000),
        {"CD087", "CS339"},
    ),
    "hours without a tariff": (lambda law: with_line(law, tariff=None), {"CD087"}),
    "credit that names no debit": (lambda law: with_line(law, credit=True), {"CD060"}),
    "debit that names a previous line": (
        lambda law: with_line(law, previous_reference="RN000"),
        {"CD060"},
    ),
    "credit of a debit in the same message": (
        lambda law: beside(law, a_credit(a_line(law))),
        {"TR316"},
    ),
    "the same debit twice under another reference": (
        lambda law: beside(law, a_line(law, reference="RN002")),
        {"TR416"},
    ),
    "the same line twice": (lambda law: beside(law, a_line(law)), {"TR101", "TR416"}),
    "the same reference at two clients": (
        lambda law: a_message(
            a_client(a_line(law)),
            a_client(a_line(law, allocation=20073), bsn=OTHER_BSN),
            law=law,
        ),
        set(),
    ),
    "product period spans two months": (
        lambda law: with_line(law, start=date(2023, 3, 1)),
        {"CS337"},
    ),
    "product period before 2021 and over five years old": (
        lambda law: a_message(
            a_client(a_line(law, month=date(2017, 4, 1))),
            law=law,
        ),
        {"CS100", "TR335"},
    ),
    "product period after the declaration period": (
        lambda law: a_message(
            a_client(a_line(law)), law=law, month=date(2023, 3, 1)
        ),
        {"TR319"},
    ),
    "volume times tariff is not the amount": (lambda law: with_line(law, amount=5001), set()),
    "credit of nothing": (
        lambda law: beside(law, a_credit(a_line(law, reference="RN000", volume=0))),
        {"CS325"},
    ),
}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("mutation", TABLE)
def test_table_of_the_national_stylesheet(mutation: str, law: Law) -> None:
    make, rules = TABLE[mutation]
    message = make(law)
    assert broken_in(xml_of(message)) == rules
    assert level_2(xml_of(message)) == rules


# Corners that the table does not show, with the rule each turns on.
CORNERS: dict[str, tuple[Message, set[str]]] = {
    "dated on the last day of the period": (a_message(dated=date(2023, 4, 30)), set()),
    "dated before the first day of the period": (
        a_message(dated=date(2023, 3, 31)),
        {"TR134", "TR137"},
    ),
    "first of January 2021": (a_message(a_client(a_line(month=date(2021, 1, 1)))), set()),
    "last day of 2020": (
        a_message(a_client(a_line(start=date(2020, 12, 31), end=date(2020, 12, 31)))),
        {"CS100"},
    ),
    "product period ends before it begins": (
        a_message(a_client(a_line(start=date(2023, 4, 2), end=date(2023, 4, 1)))),
        {"TR137"},
    ),
    "ends exactly sixty months before the declaration is dated": (
        a_message(declaration_dated=date(2028, 4, 30)),
        set(),
    ),
    "ends a day more than sixty months before": (
        a_message(declaration_dated=date(2028, 5, 1)),
        {"TR335"},
    ),
    "sixty months before 29 February is 28 February": (
        a_message(
            a_client(a_line(month=date(2023, 2, 1))),
            declaration_dated=date(2028, 2, 29),
        ),
        set(),
    ),
    "a total of nothing, credit": (
        a_message(a_client(a_line(volume=0, amount=0)), total_credit=True),
        {"CS325"},
    ),
    "more credit than debit": (beside(Law.WMO, a_credit(replace(OLD, amount=9000))), set()),
    "the right total with the wrong sign": (a_message(total_credit=True), {"TR358"}),
    "two credits of one debit": (
        a_message(a_client(a_credit(OLD), a_credit(OLD, reference="RN777"))),
        {"TR315"},
    ),
    "two credits of one debit at two clients": (
        a_message(a_client(a_credit(OLD)), a_client(a_credit(OLD, reference="X"), bsn=OTHER_BSN)),
        {"TR315"},
    ),
    "credit of a debit at another client in the message": (
        a_message(a_client(a_line()), a_client(a_credit(a_line()), bsn=OTHER_BSN)),
        {"TR316"},
    ),
    "credit and its replacing debit": (
        a_message(a_client(a_credit(OLD), replace(OLD, reference="RN009", volume=3, amount=3750))),
        set(),
    ),
    "debit and credit under one reference": (
        a_message(a_client(a_line(), a_credit(OLD, reference="RN001"))),
        set(),
    ),
    "client twice": (
        a_message(a_client(a_line()), a_client(a_line(reference="RN002", allocation=5), bsn=BSN)),
        {"TR101"},
    ),
    "the same debit key at two clients": (
        a_message(a_client(a_line()), a_client(a_line(reference="RN002"), bsn=OTHER_BSN)),
        set(),
    ),
    "two halves of a month": (
        a_message(
            a_client(
                a_line(end=date(2023, 4, 15)),
                a_line(reference="RN002", start=date(2023, 4, 16)),
            )
        ),
        set(),
    ),
    "the same key with another code": (
        a_message(a_client(a_line(), a_line(reference="RN002", code="01A04"))),
        set(),
    ),
    "euros that are the amount": (with_line(Law.WMO, unit="83", volume=5000), set()),
    "references that differ in a space": (
        a_message(a_client(a_line(), a_line(reference="RN001 ", allocation=5))),
        set(),
    ),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_corners(corner: str) -> None:
    message, rules = CORNERS[corner]
    assert broken_in(xml_of(message)) == rules
    assert level_2(xml_of(message)) == rules



@settings(max_examples=250, deadline=None)
@given(messages())
def test_core_and_second_reading_agree_on_any_message(message: Message) -> None:
    data = xml_of(message)
    assert broken_in(data) == level_2(data)


EVERY_RULE = {
    rule.rule for rule in RULEBOOK.rules if rule.level == 2 and rule.scope is Scope.MESSAGE
}


def let_through(case: Case) -> bool:
    """Whether it is a 323 that guard and schema have nothing against."""
    try:
        read_declaration(case.data)
    except MessageRefused:
        return False
    return True


def test_core_and_second_reading_agree_on_the_corpus() -> None:
    different, seen, counted = [], set(), 0
    for case in corpus():
        if not case.kind.endswith("323") or not let_through(case):
            continue
        ours, theirs = broken_in(case.data), level_2(case.data)
        counted += 1
        seen |= theirs
        if ours != theirs:
            different.append((case.name, sorted(ours - theirs), sorted(theirs - ours)))
    assert different == []
    assert counted >= 500
    assert seen == EVERY_RULE
