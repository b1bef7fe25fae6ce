"""Old periods: every line by the rules and the tariff of its own first day (decision 30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.findings import Assessment, Severity
from declarations.model import Line
from declarations.rulebook import RuleBook
from declarations.rules import RULEBOOK, RULES
from tests.builders import a_client, a_line, a_message
from tests.declarations.situations import (
    AWARDED,
    PRODUCT,
    Codes,
    a_tariff,
    an_allocation,
    for_client,
    some_facts,
)

MARCHES = [date(year, 3, 1) for year in (2024, 2025, 2026)]
DATED = date(2026, 4, 6)
TARIFFS = {2024: 1100, 2025: 1200, 2026: 1300}
BY_YEAR = tuple(
    a_tariff(cents=cents, version=year, start=date(year, 1, 1), end=date(year, 12, 31))
    for year, cents in TARIFFS.items()
)


def about(month: date, **changes: Any) -> Line:
    """A line at the tariff of its year."""
    tariff = changes.pop("tariff", TARIFFS[month.year])
    return a_line(month=month, reference=f"R{month:%y%m}", tariff=tariff, **changes)


def judged(*lines: Line, book: RuleBook = RULEBOOK, **facts: Any) -> Assessment:
    """The verdict on lines of several years in one message of March 2026."""
    allocated = an_allocation(start=date(2024, 1, 1), end=date(2026, 12, 31))
    usual = {
        "today": DATED, "allocations": for_client(allocated), "tariffs": {PRODUCT: BY_YEAR},
    }  # fmt: skip
    message = a_message(a_client(*lines), month=MARCHES[-1], dated=DATED)
    return assess(message, some_facts(**{**usual, **facts}), book)


def codes(*lines: Line, **changes: Any) -> list[Codes]:
    return [each.codes for each in judged(*lines, **changes).lines]


def book_with(rule: str, **changes: Any) -> RuleBook:
    """The rule book in which one rule begins or ends on another day."""
    return RuleBook([replace(r, **changes) if r.rule == rule else r for r in RULES])


def off_by_one(month: date) -> Line:
    """A line whose amount is a cent too high (TR346)."""
    line = about(month)
    return replace(line, amount=line.amount + 1)


# --- tariffs


def test_three_years_in_one_message_each_at_its_own_tariff() -> None:
    assert codes(*map(about, MARCHES)) == [AWARDED] * 3


@pytest.mark.parametrize("month", MARCHES)
@pytest.mark.parametrize("year", TARIFFS)
def test_the_tariff_of_another_year_is_not_that_of_the_line(month: date, year: int) -> None:
    right = year == month.year
    assert codes(about(month, tariff=TARIFFS[year])) == [AWARDED if right else ("0611",)]


def test_the_last_day_of_a_tariff_decides_by_the_first_day_of_the_line() -> None:
    """A tariff that ends within the month still holds for the whole line, the next one not yet."""
    half = date(2025, 3, 15)
    tariffs = (
        a_tariff(cents=1200, end=half), a_tariff(cents=1250, start=half + timedelta(days=1)),
    )  # fmt: skip
    agreed = {"tariffs": {PRODUCT: tariffs}}
    assert codes(about(MARCHES[1], tariff=1200), **agreed) == [AWARDED]
    assert codes(about(MARCHES[1], tariff=1250), **agreed) == [("0611",)]
    assert codes(about(MARCHES[2], tariff=1250), **agreed) == [AWARDED]


# --- rules


def test_a_rule_that_ended_still_holds_for_lines_of_its_own_time() -> None:
    ended = book_with("TR346", until=date(2025, 2, 28))
    lines = [off_by_one(month) for month in MARCHES]
    assert codes(*lines, book=ended) == [("9346",), AWARDED, AWARDED]


def test_a_rule_that_began_leaves_lines_from_before_alone() -> None:
    begun = book_with("TR346", since=date(2025, 3, 1))
    lines = [off_by_one(month) for month in MARCHES]
    assert codes(*lines, book=begun) == [AWARDED, ("9346",), ("9346",)]
    later = book_with("TR346", since=date(2025, 3, 2))
    assert codes(*lines, book=later) == [AWARDED, AWARDED, ("9346",)]


def test_an_announced_rule_warns_before_it_rejects() -> None:
    announced = book_with("TR346", announced=date(2025, 1, 1), since=date(2026, 1, 1))
    verdict = judged(*(off_by_one(month) for month in MARCHES), book=announced)
    assert [each.codes for each in verdict.lines] == [AWARDED, AWARDED, ("9346",)]
    told = [(each.rule, each.line, each.code, each.severity) for each in verdict.findings]
    assert told == [
        ("TR346", 2, None, Severity.WARNING), ("TR346", 3, "9346", Severity.ERROR),
    ]  # fmt: skip
    assert verdict.awarded_cents == sum(off_by_one(month).amount for month in MARCHES[:2])


def test_nobody_is_warned_about_a_line_that_is_rejected_anyway() -> None:
    announced = book_with("TR346", announced=date(2025, 1, 1), since=date(2026, 1, 1))
    line = replace(off_by_one(MARCHES[1]), allocation=9)
    assert [each.rule for each in judged(line, book=announced).findings] == ["TR338"]


def test_the_message_as_a_whole_is_judged_by_the_day_of_receipt() -> None:
    """However old its lines are."""
    used = {"identification_used": True}
    until_then = book_with("TR056", until=DATED)
    until_the_day_before = book_with("TR056", until=DATED - timedelta(days=1))
    assert judged(about(MARCHES[0]), book=until_then, **used).header == ("9056",)
    assert judged(about(MARCHES[0]), book=until_the_day_before, **used).header == ("0200",)


def test_what_counts_runs_on_over_the_years() -> None:
    """A volume for the whole term is one, whichever rules each of its lines was judged by."""
    allocated = an_allocation(
        start=date(2024, 1, 1), end=date(2026, 12, 31), volume=10, frequency="6"
    )
    lines = [about(month, volume=4) for month in MARCHES]
    known = {"allocations": for_client(allocated)}
    assert codes(*lines, **known) == [AWARDED, AWARDED, ("9322",)]
    without = book_with("TR322", until=date(2025, 12, 31))
    assert codes(*lines, book=without, **known) == [AWARDED] * 3


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(2023, 4, 3), date(2027, 1, 1)),
    st.sampled_from(["since", "until", "announced"]),
    st.booleans(),
)
def test_a_turn_of_the_book_changes_nothing_for_lines_on_the_same_side(
    turn: date, which: str, good: bool
) -> None:
    changes: dict[str, Any] = {which: turn}
    if which == "announced":
        changes["since"] = date(2027, 1, 2)
    book = book_with("TR346", **changes)
    lines = [about(month) if good else off_by_one(month) for month in MARCHES]
    expected = {
        "since": lambda day: day >= turn, "until": lambda day: day <= turn,
        "announced": lambda day: False,
    }  # fmt: skip
    rejects = [not good and expected[which](month) for month in MARCHES]
    assert codes(*lines, book=book) == [("9346",) if r else AWARDED for r in rejects]
