"""Judging a message once more, beside what was decided."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import Decision, Settled
from declarations.findings import NO_REMARK
from declarations.hindsight import Known, as_known_now, changes, starting_on
from declarations.rules import RULEBOOK
from tests.builders import BSN, a_client, a_line, a_message
from tests.declarations.situations import PRODUCT, a_tariff, an_allocation, for_client, some_facts

MESSAGE = a_message(a_client(a_line(), bsn=BSN))


def known(**changes) -> Known:
    facts = some_facts(**changes)
    return Known(facts.allocations, facts.tariffs, facts.categories)


def test_the_same_facts_change_nothing():
    facts = some_facts()
    then = assess(MESSAGE, facts, RULEBOOK)
    again = assess(MESSAGE, as_known_now(facts, MESSAGE, known()), RULEBOOK)
    assert changes(MESSAGE, then, again) == []


def test_another_tariff_takes_an_awarded_line_back():
    facts = some_facts()
    then = assess(MESSAGE, facts, RULEBOOK)
    dearer = known(tariffs={PRODUCT: (a_tariff(cents=1300),)})
    [change] = changes(
        MESSAGE, then, assess(MESSAGE, as_known_now(facts, MESSAGE, dearer), RULEBOOK)
    )
    assert (change.was, change.would, change.rules) == (NO_REMARK, ("0611",), ("TR418",))
    assert change.cents == -MESSAGE.declaration.signed_total


def test_a_message_that_fell_as_a_whole_would_be_awarded():
    fallen = assess(MESSAGE, some_facts(number_used=True), RULEBOOK)
    [change] = changes(MESSAGE, fallen, assess(MESSAGE, some_facts(), RULEBOOK))
    assert (change.was, change.would, change.rules) == (("9333",), NO_REMARK, ("TR333",))
    assert change.cents == MESSAGE.declaration.signed_total


def test_what_an_earlier_round_awarded_does_not_count_against_itself():
    [line] = MESSAGE.lines()
    key = (line.allocation, line.category, line.code, line.month)
    facts = some_facts(
        settled=Settled(lines={1: Decision(NO_REMARK, 1, 1)}),
        live_debits=frozenset({key}),
        awarded={line.allocation: {line.unit: (line.volume, line.amount)}},
    )
    again = as_known_now(facts, MESSAGE, known())
    assert again.live_debits == frozenset()
    assert again.awarded == {line.allocation: {line.unit: (0, 0)}}
    assert assess(MESSAGE, again, RULEBOOK).lines[0].awarded


@given(st.integers(0, 60), st.booleans())
def test_differences_add_up_to_what_is_awarded(volume: int, aspecific: bool):
    facts = some_facts(allocations=for_client(an_allocation(volume=volume)))
    then = assess(MESSAGE, facts, RULEBOOK)
    later = known(allocations=for_client(an_allocation(code=None) if aspecific else an_allocation(
        end=date(2023, 2, 28)
    )))  # fmt: skip
    now = assess(MESSAGE, as_known_now(facts, MESSAGE, later), RULEBOOK)
    found = changes(MESSAGE, then, now)
    assert sum(each.cents for each in found) == now.awarded_cents - then.awarded_cents


def test_a_rule_of_the_future_can_be_asked_today():
    rules = [
        replace(rule, since=date(2030, 1, 1)) if rule.rule == "TR418" else rule
        for rule in RULEBOOK.rules
    ]
    future = type(RULEBOOK)(rules)
    wrong = some_facts(tariffs={PRODUCT: (a_tariff(cents=1300),)})
    assert assess(MESSAGE, wrong, future).lines[0].awarded
    preview = starting_on(future, "TR418", date(2023, 4, 3))
    assert assess(MESSAGE, wrong, preview).lines[0].codes == ("0611",)
    with pytest.raises(KeyError):
        starting_on(future, "TR000", date(2023, 4, 3))
