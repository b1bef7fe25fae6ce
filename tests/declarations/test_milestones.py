"""Trajectories in agreed parts: what passes, what is warned of, and that nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import Decision, Settled
from declarations.findings import NO_REMARK, Assessment, Severity
from declarations.hindsight import Known, as_known_now
from declarations.milestones import nearest, part, reached, still_open
from declarations.model import EUROS, Line
from declarations.rulebook import RuleBook
from declarations.rules import RULEBOOK, RULES
from tests.builders import a_client, a_credit, a_message
from tests.declarations import strategies
from tests.declarations.room import DECEMBER, NOVEMBER, OCTOBER, help_of, of, verdict_on
from tests.declarations.situations import AWARDED, a_tariff, earlier, live, some_facts

OWN = {"ZP001", "ZP002"}
WITHOUT = RuleBook([rule for rule in RULES if rule.rule not in OWN])
WHOLE = 5_000_00
TRAJECTORY = help_of(WHOLE, EUROS, "6")
PRODUCT = ("02", "02A03")


def agreed(*milestones: int, unit: str = EUROS) -> dict[str, Any]:
    """Facts in which the contract has these milestones; nothing was declared before."""
    tariff = a_tariff(unit, None if unit == EUROS else 1000, milestones=milestones)
    return {"tariffs": {PRODUCT: (tariff,)}}


def after(*before: int) -> dict[str, Any]:
    """Facts in which these amounts were declared on the trajectory before."""
    number, cents = TRAJECTORY.number, sum(before)
    return {"awarded": {number: {EUROS: (cents, cents)}}, "parts": {number: before}}


def warned(verdict: Assessment) -> list[tuple[int | None, str, str | None, str | None]]:
    """The line, rule and values of every warning; nothing else was found and all was awarded."""
    assert {each.codes for each in verdict.lines} == {AWARDED}
    assert {each.severity for each in verdict.findings} <= {Severity.WARNING}
    assert all(each.code is None for each in verdict.findings)
    return [(each.line, each.rule, each.expected, each.received) for each in verdict.findings]


def on(*declared: tuple[date, int], milestones: tuple[int, ...] = (70, 30), **facts: Any) -> Any:
    """The warnings about these amounts, by month, on the trajectory of € 5,000."""
    lines = [of(TRAJECTORY, month, cents) for month, cents in declared]
    return warned(verdict_on([TRAJECTORY], *lines, **agreed(*milestones), **facts))


# --- the worked example of the standard


def test_seventy_percent_at_the_start_and_thirty_at_the_end_is_no_warning() -> None:
    assert on((OCTOBER, 3_500_00), (DECEMBER, 1_500_00)) == []
    assert on((DECEMBER, 1_500_00), **after(3_500_00)) == []


def test_sixty_and_forty_percent_are_warned_of() -> None:
    assert on((OCTOBER, 3_000_00), (DECEMBER, 2_000_00)) == [
        (1, "ZP001", "350000", "300000"), (2, "ZP001", "150000", "200000"),
    ]  # fmt: skip


def test_the_difference_is_what_is_declared_more() -> None:
    verdict = verdict_on([TRAJECTORY], of(TRAJECTORY, OCTOBER, 3_000_00), **agreed(70, 30))
    assert [each.difference_cents for each in verdict.findings] == [-500_00]


# --- each part once


def test_a_milestone_declared_twice_is_warned_of_in_one_message_and_over_several() -> None:
    again = (2, "ZP002", "350000", "150000")
    assert on((OCTOBER, 1_500_00), (NOVEMBER, 1_500_00)) == [again]
    assert on((NOVEMBER, 1_500_00), **after(1_500_00)) == [(1, *again[1:])]


def test_two_milestones_of_the_same_percentage_are_two() -> None:
    thirds = {"milestones": (30, 30, 40)}
    assert on((OCTOBER, 1_500_00), (NOVEMBER, 1_500_00), (DECEMBER, 2_000_00), **thirds) == []
    found = on((DECEMBER, 1_500_00), **thirds, **after(1_500_00, 1_500_00))
    assert found == [(1, "ZP002", "200000", "150000")]


def test_what_was_declared_is_known_by_its_amounts_and_not_by_their_sum() -> None:
    """70 % may be 40 and 30, or 40, 20 and 10: only then is the 30 still open."""
    four = {"milestones": (40, 30, 20, 10)}
    assert on((DECEMBER, 1_500_00), **four, **after(2_000_00, 1_000_00, 500_00)) == []
    found = on((DECEMBER, 1_500_00), **four, **after(2_000_00, 1_500_00))
    assert found == [(1, "ZP002", "100000", "150000")]


def test_an_amount_that_was_no_part_uses_up_no_milestone() -> None:
    assert on((DECEMBER, 1_500_00), **after(3_000_00)) == []


def test_a_credit_opens_its_milestone_again() -> None:
    first = of(TRAJECTORY, OCTOBER, 3_500_00, reference="R1")
    credit, again = a_credit(first, reference="R2"), replace(first, reference="R3")
    facts = agreed(70, 30) | after(3_500_00)
    facts |= {"earlier": earlier(first), "live_debits": live(first)}
    assert warned(verdict_on([TRAJECTORY], credit, again, **facts)) == []


# --- a cent of rounding


ODD = help_of(333_35, EUROS, "6")  # 70 % is € 233.345, 30 % is € 100.005


@pytest.mark.parametrize(
    ("cents", "rules"),
    [
        (233_33, ["ZP001"]), (233_34, []), (233_35, []), (233_36, ["TR322"]),
        (100_00, []), (100_01, []), (100_02, []), (99_99, ["ZP001"]),
    ],
)  # fmt: skip
def test_a_part_is_rounded_half_up_and_may_be_a_cent_off(cents: int, rules: list[str]) -> None:
    before = 233_34 if cents < 150_00 else 100_00
    facts = agreed(70, 30) | {
        "awarded": {ODD.number: {EUROS: (before, before)}}, "parts": {ODD.number: (before,)},
    }  # fmt: skip
    verdict = verdict_on([ODD], of(ODD, OCTOBER, cents), **facts)
    found = [each.rule for each in verdict.findings]
    assert found == (rules if cents != 100_02 else ["TR322"])


def test_both_parts_fit_though_both_are_rounded_up() -> None:
    assert (part(70, 333_35), part(30, 333_35)) == (233_35, 100_01)
    lines = of(ODD, OCTOBER, 233_35), of(ODD, DECEMBER, 100_00)
    assert warned(verdict_on([ODD], *lines, **agreed(70, 30))) == []


percentages = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.integers(1, 99), min_size=n - 1, max_size=n - 1, unique=True).map(
        lambda cuts: tuple(b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 100],
                                                  strict=True))
    )
)  # fmt: skip


@given(percentages, st.integers(10_000, 10**8))
def test_every_part_is_reached_and_none_is_left_when_all_are_declared(agreed, whole) -> None:
    parts = [part(each, whole) for each in agreed]
    assert abs(sum(parts) - whole) <= len(parts)
    for percentage, cents in zip(agreed, parts, strict=True):
        assert reached(agreed, whole, cents) == percentage == nearest(agreed, whole, cents)
        assert still_open(agreed, whole, [cents]).count(percentage) == agreed.count(percentage) - 1
    assert still_open(agreed, whole, parts) == ()
    assert still_open(agreed, whole, []) == agreed


# --- where there is nothing to warn of


@pytest.mark.parametrize(
    "allocated",
    [
        help_of(WHOLE, EUROS, "4"),
        help_of(WHOLE, EUROS, "2"),
        help_of(500, "82", "6"),
    ],
)
def test_only_a_trajectory_in_euros_in_all_has_milestones(allocated) -> None:
    facts = agreed(70, 30, unit=allocated.unit)
    assert warned(verdict_on([allocated], of(allocated, OCTOBER, 300), **facts)) == []


def test_an_allocation_of_a_category_alone_has_no_milestones() -> None:
    allocated = help_of(None, None, None, code=None, budget=WHOLE)
    line = of(allocated, OCTOBER, 300, unit=EUROS, tariff=None, amount=300)
    assert warned(verdict_on([allocated], line, **agreed(70, 30))) == []


def test_a_contract_without_milestones_warns_of_nothing() -> None:
    assert on((OCTOBER, 3_000_00), milestones=()) == []


def test_the_agreement_is_that_of_the_first_day_of_the_line() -> None:
    old = a_tariff(EUROS, None, milestones=(70, 30), end=date(2025, 10, 31))
    new = a_tariff(EUROS, None, milestones=(60, 40), start=date(2025, 11, 1))
    lines = of(TRAJECTORY, OCTOBER, 3_500_00), of(TRAJECTORY, NOVEMBER, 1_000_00)
    found = warned(verdict_on([TRAJECTORY], *lines, tariffs={PRODUCT: (old, new)}))
    assert found == [(2, "ZP001", "200000", "100000")]


def test_a_line_that_is_rejected_is_not_warned_of() -> None:
    verdict = verdict_on([TRAJECTORY], of(TRAJECTORY, OCTOBER, 5_000_01), **agreed(70, 30))
    assert [each.rule for each in verdict.findings] == ["TR321", "TR322"]


# --- it changes nothing


def decided(verdict: Assessment) -> object:
    """Everything in a verdict but its warnings and the hashes of book and receipt."""
    findings = tuple(each for each in verdict.findings if each.rule not in OWN)
    return replace(verdict, findings=findings, rulebook=None, receipt=None)


@st.composite
def trajectories(draw: st.DrawFn) -> tuple[list[Line], dict[str, Any]]:
    """Amounts near and far from the parts of a trajectory, after others."""
    milestones = draw(percentages)
    near = st.builds(
        lambda percentage, off: max(0, part(percentage, WHOLE) + off),
        st.sampled_from(milestones), st.integers(-2, 2),
    )  # fmt: skip
    amounts = st.lists(st.one_of(near, st.integers(0, WHOLE)), max_size=3)
    months = zip((OCTOBER, NOVEMBER, DECEMBER), draw(amounts), strict=False)
    lines = [of(TRAJECTORY, month, cents) for month, cents in months]
    first = of(TRAJECTORY, OCTOBER, draw(near), reference="first")
    return lines or [first], agreed(*milestones) | after(*draw(amounts))


@given(trajectories())
def test_a_warning_never_changes_a_code_or_a_cent(case) -> None:
    lines, changes = case
    message = a_message(a_client(*lines), month=DECEMBER, dated=date(2026, 1, 5))
    facts = some_facts(
        today=date(2026, 1, 6), categories={}, **changes,
        allocations={message.declaration.clients[0].bsn: {TRAJECTORY.number: TRAJECTORY}},
    )  # fmt: skip
    found, plain = (assess(message, facts, book) for book in (RULEBOOK, WITHOUT))
    assert decided(found) == decided(plain)
    bare = replace(facts, parts={}, tariffs={PRODUCT: (a_tariff(EUROS, None),)})
    without = assess(message, bare, RULEBOOK)
    assert [each.codes for each in without.lines] == [each.codes for each in found.lines]
    assert without.awarded_cents == found.awarded_cents


@given(strategies.situations())
def test_whatever_is_declared_a_warning_changes_nothing(case) -> None:
    message, known = case
    facts = replace(
        known,
        tariffs={
            product: tuple(replace(t, milestones=(70, 30)) for t in agreed)
            for product, agreed in known.tariffs.items()
        },
    )
    found, plain = (assess(message, facts, book) for book in (RULEBOOK, WITHOUT))
    assert decided(found) == decided(plain)


# --- facts


def test_facts_without_milestones_keep_the_fingerprint_they_had() -> None:
    """Receipts given before there were milestones still hold."""
    assert "milestones" not in repr(a_tariff(milestones=(70, 30)))
    before = some_facts(allocations={}).fingerprint()
    assert before == "de6616c440b95ede0a0d1651615c5dd6863f6823a5db1a9ea4b90c78119f527f"


def test_milestones_and_parts_are_in_the_fingerprint() -> None:
    prints = {
        some_facts(**facts).fingerprint()
        for facts in (
            agreed(), agreed(70, 30), agreed(60, 40), agreed(70, 30) | after(1),
            agreed(70, 30) | {"awarded": after(1)["awarded"]},
        )
    }  # fmt: skip
    assert len(prints) == 5


def test_judging_as_known_now_leaves_out_the_parts_of_the_message_itself() -> None:
    first = of(TRAJECTORY, OCTOBER, 3_500_00, reference="R1")
    credit = a_credit(of(TRAJECTORY, NOVEMBER, 1_500_00, reference="R0"), reference="R2")
    facts = some_facts(
        **after(3_500_00),
        settled=Settled({1: Decision(NO_REMARK, 1, 1), 2: Decision(NO_REMARK, 1, 1)}),
    )
    message = a_message(a_client(first, credit))
    known = Known(facts.allocations, facts.tariffs, facts.categories)
    assert as_known_now(facts, message, known).parts == {TRAJECTORY.number: (1_500_00,)}
