"""What changed between a trial and the verdict on the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import Facts
from declarations.model import Message
from declarations.rules import RULEBOOK
from declarations.trials import Basis, Cause, Deviation, Reason, compare, reasons, told
from tests.builders import BSN, a_client, a_line, a_message
from tests.declarations.situations import (
    PRODUCT,
    a_tariff,
    an_allocation,
    for_client,
    generic,
    some_facts,
)
from tests.declarations.strategies import facts, situations

LINE = a_line()
MESSAGE = a_message(a_client(LINE, bsn=BSN))
KEY = (LINE.allocation, LINE.category, LINE.code, LINE.month)


def between(
    then: Facts, now: Facts, message: Message = MESSAGE, other_book: bool = False
) -> tuple[Deviation, dict[Reason, tuple[int, ...]]]:
    """How the verdict on now's facts compares with that on then's, and why."""
    first, second = assess(message, then, RULEBOOK), assess(message, now, RULEBOOK)
    deviation = compare(message, told(first), told(second))
    before, after = Basis(then, first.rulebook), Basis(now, "x" if other_book else second.rulebook)
    return deviation, reasons(message, deviation, before, after)


def causes_of(then: Facts, now: Facts, message: Message = MESSAGE) -> list[tuple[Cause, str]]:
    return [(each.cause, each.about) for each in between(then, now, message)[1]]


def test_the_same_facts_differ_nowhere():
    deviation, _ = between(some_facts(), some_facts())
    assert not deviation
    assert deviation == Deviation(False, ())


def test_a_fact_that_changes_no_code_is_no_difference():
    more = some_facts(allocations=for_client(an_allocation(version=2, volume=11)))
    assert not between(some_facts(), more)[0]


def test_another_version_of_the_allocation_is_named():
    ended = some_facts(allocations=for_client(an_allocation(version=2, end=date(2023, 3, 31))))
    deviation, found = between(some_facts(), ended)
    assert deviation.positions == (1,)
    assert found == {Reason(Cause.ALLOCATION, str(LINE.allocation)): (1,)}


def test_another_tariff_is_named():
    dearer = some_facts(tariffs={PRODUCT: (a_tariff(version=2, cents=1300),)})
    assert causes_of(some_facts(), dearer) == [(Cause.PRODUCT, " ".join(PRODUCT))]


def test_a_month_that_was_awarded_since_is_named_and_not_its_volume_too():
    awarded = {LINE.allocation: {LINE.unit: (LINE.volume, LINE.amount)}}
    since = some_facts(live_debits=frozenset({KEY}), awarded=awarded)
    assert causes_of(some_facts(), since) == [(Cause.MONTH, f"{LINE.allocation} 2023-04")]


def test_a_volume_that_was_used_since_is_named():
    total = for_client(an_allocation(frequency="6", volume=LINE.volume))
    since = some_facts(allocations=total, awarded={LINE.allocation: {LINE.unit: (1, 1250)}})
    assert causes_of(some_facts(allocations=total), since) == [
        (Cause.VOLUME, str(LINE.allocation))
    ]  # fmt: skip


def test_a_reference_that_was_used_since_is_named():
    used = some_facts(used_references=frozenset({LINE.reference}))
    assert causes_of(some_facts(), used) == [(Cause.REFERENCE, LINE.reference)]


def test_a_client_that_was_unknown_then_is_named_by_the_allocation():
    assert causes_of(some_facts(allocations={}), some_facts()) == [
        (Cause.CLIENT, str(LINE.allocation))
    ]


def test_numbers_of_the_message_that_were_used_since_have_no_lines():
    deviation, found = between(some_facts(), some_facts(number_used=True))
    assert deviation == Deviation(True, ())
    assert found == {Reason(Cause.NUMBER): ()}


def test_a_line_that_follows_from_another_line_says_so():
    line = a_line(volume=4, amount=4 * 1250)
    other = a_line(volume=8, amount=8 * 1250, reference="R9", code="01A04")
    message = a_message(a_client(line, other, bsn=BSN))
    room = replace(generic(), budget=10 * 1250)
    cheap = {PRODUCT: (a_tariff(),), ("01", "01A04"): (a_tariff(),)}
    then = some_facts(
        allocations=for_client(room), tariffs=cheap, categories={"01A03": {"01"}, "01A04": {"01"}}
    )
    dearer = {**cheap, PRODUCT: (a_tariff(version=2, cents=1300),)}
    now = replace(then, tariffs=dearer)
    _, found = between(then, now, message)
    assert found == {
        Reason(Cause.PRODUCT, " ".join(PRODUCT)): (1,),
        Reason(Cause.SAME_MESSAGE): (2,),
    }


def test_where_nothing_else_changed_it_is_the_rules_or_the_day():
    first, second = (assess(MESSAGE, some_facts(), RULEBOOK) for _ in range(2))
    deviation = Deviation(False, (1,))
    later = replace(some_facts(), today=some_facts().today + timedelta(days=1))
    found = reasons(
        MESSAGE, deviation, Basis(some_facts(), first.rulebook), Basis(later, second.rulebook)
    )
    assert list(found) == [Reason(Cause.DAY)]
    other = reasons(MESSAGE, deviation, Basis(some_facts(), "a"), Basis(some_facts(), "b"))
    assert list(other) == [Reason(Cause.RULES)]


@given(situations(), facts())
def test_every_difference_has_a_reason_and_every_line_that_differs_is_in_one(situation, other):
    message, known = situation
    deviation, found = between(known, other, message)
    assert bool(deviation) == bool(found)
    named = {position for positions in found.values() for position in positions}
    assert named == set(deviation.positions)


@given(situations())
def test_one_and_the_same_snapshot_never_differs(situation):
    message, known = situation
    assert not between(known, known, message)[0]


@given(situations(), st.integers(1, 400))
def test_another_day_alone_is_named_as_such(situation, days):
    message, known = situation
    later = replace(known, today=known.today + timedelta(days=days))
    deviation, found = between(known, later, message)
    assert {each.cause for each in found} <= {Cause.DAY, Cause.SAME_MESSAGE}
    assert bool(found) == bool(deviation)
