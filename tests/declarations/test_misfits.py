"""Awarded lines held against what counts now: what is found is what would be rejected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from declarations.facts import Allocation, Tariff
from declarations.misfits import Standing, misfits
from declarations.model import Line
from declarations.rules import RULEBOOK
from tests.builders import a_client, a_line, a_message
from tests.declarations.situations import (
    AWARDED,
    PRODUCT,
    a_tariff,
    an_allocation,
    aspecific,
    for_client,
    judged,
    some_facts,
)

DECEMBER = date(2023, 12, 1)
SIGNED = date(2024, 1, 3)
MONTHS = [date(2023, month, 1) for month in range(1, 13)]


def of(month: date, volume: int = 4, **changes: Any) -> Line:
    return a_line(month=month, volume=volume, reference=f"R{month.month}", **changes)


def unfit(lines: list[Line], allocated: Allocation, **facts: Any) -> dict[str, list[str]]:
    """The rules that each line of these breaks by now, by its reference."""
    standing = [Standing(n, line) for n, line in enumerate(lines)]
    found = misfits(standing, allocated, some_facts(**facts), RULEBOOK)
    return {each.line.reference: [one.rule for one in each.findings] for each in found}


def rejected(lines: list[Line], allocated: Allocation, **facts: Any) -> dict[str, list[str]]:
    """The same as the judging of a message tells it, in which all of them are new."""
    message = a_message(a_client(*lines), month=DECEMBER, dated=SIGNED)
    verdict = judged(message, today=SIGNED, allocations=for_client(allocated), **facts)
    assert verdict.processed, verdict.findings
    told: dict[str, list[str]] = {}
    for each in verdict.findings:
        assert each.line is not None
        told.setdefault(lines[each.line - 1].reference, []).append(each.rule)
    return told


def test_what_fits_is_not_found() -> None:
    assert unfit([of(month) for month in MONTHS], an_allocation()) == {}


def test_shorter_allocation_leaves_out_the_months_after_it() -> None:
    lines = [of(month) for month in MONTHS]
    found = unfit(lines, an_allocation(end=date(2023, 10, 15)))
    assert found == {
        "R10": ["TR308", "TR388"], "R11": ["TR308"], "R12": ["TR308"],
    }  # fmt: skip


def test_smaller_total_hits_the_last_months_and_spares_what_still_fits() -> None:
    lines = [of(MONTHS[0], 10), of(MONTHS[1], 15), of(MONTHS[2], 5)]
    total = an_allocation(volume=16, frequency="6")
    assert unfit(lines, total) == {"R2": ["TR322"]}
    assert unfit(lines[::-1], total) == {"R2": ["TR322"]}, "whatever was awarded first"


def test_of_one_day_the_line_awarded_last_does_not_fit() -> None:
    both = [of(MONTHS[0], 10), replace(of(MONTHS[0], 10), reference="LATER", code="01A04",
                                       tariff=1500, amount=15000)]  # fmt: skip
    allocated = aspecific(category=None, budget=20000)
    tariffs = {PRODUCT: (a_tariff(),), ("01", "01A04"): (a_tariff(cents=1500),)}
    assert unfit(both, allocated, tariffs=tariffs, categories={}) == {"LATER": ["TR369"]}
    assert unfit(both[::-1], allocated, tariffs=tariffs, categories={}) == {"R1": ["TR369"]}


def test_tariff_that_changed_for_the_past_hits_the_days_it_is_about() -> None:
    before = a_tariff(end=date(2023, 6, 30))
    after = a_tariff(cents=1300, start=date(2023, 7, 1))
    found = unfit([of(month) for month in MONTHS], an_allocation(),
                  tariffs={PRODUCT: (before, after)})  # fmt: skip
    assert found == {f"R{month}": ["TR418"] for month in range(7, 13)}


def test_withdrawn_allocation_fits_nothing() -> None:
    assert unfit([of(MONTHS[3])], an_allocation(deleted=True)) == {"R4": ["TR384"]}


def test_history_is_not_asked_again() -> None:
    line = of(MONTHS[3])
    facts = {
        "used_references": frozenset({line.reference}),
        "live_debits": frozenset({(line.allocation, line.category, line.code, line.month)}),
        "awarded": {line.allocation: {"04": (1000, 1_000_000)}},
    }
    assert unfit([line], an_allocation(volume=4, frequency="6"), **facts) == {}


days = st.dates(date(2022, 11, 1), date(2024, 2, 1))


@st.composite
def allocations(draw: st.DrawFn) -> Allocation:
    """Allocations that leave more or less of the year as it was."""
    start = draw(st.one_of(st.just(date(2023, 1, 1)), days))
    end = draw(st.one_of(st.none(), st.just(date(2023, 12, 31)), days))
    if end is not None and end < start:
        start, end = end, start
    if draw(st.booleans()):
        return an_allocation(
            start=start, end=end, volume=draw(st.integers(0, 60)),
            unit=draw(st.sampled_from(["04", "04", "04", "14"])),
            frequency=draw(st.sampled_from(["1", "2", "4", "6"])),
            code=draw(st.sampled_from(["01A03", "01A03", "01A04"])),
            deleted=draw(st.sampled_from([False] * 7 + [True])),
        )  # fmt: skip
    budget = draw(st.one_of(st.none(), st.integers(0, 60_000)))
    category = draw(st.sampled_from([None, "01", "02"]))
    return aspecific(start=start, end=end, category=category, budget=budget)


@st.composite
def tariffs(draw: st.DrawFn) -> tuple[Tariff, ...]:
    """What the contract pays: one tariff, or another from some day of the year on."""
    turn = draw(st.one_of(st.none(), st.sampled_from(MONTHS)))
    if turn is None:
        return (a_tariff(),)
    cents = draw(st.sampled_from([1250, 1300]))
    return a_tariff(end=turn - timedelta(days=1)), a_tariff(start=turn, cents=cents)


@st.composite
def awarded_before(draw: st.DrawFn) -> list[Line]:
    """A debit a month for some months of the year, in the order in which they were awarded."""
    months = draw(st.lists(st.sampled_from(MONTHS), unique=True, max_size=8))
    return [of(month, draw(st.integers(0, 20))) for month in months]


@given(awarded_before(), allocations(), tariffs())
def test_what_is_found_is_what_would_be_rejected(
    lines: list[Line], allocated: Allocation, agreed: tuple[Tariff, ...]
) -> None:
    facts: dict[str, Any] = {"tariffs": {PRODUCT: agreed}}
    expected = rejected(lines, allocated, **facts) if lines else {}
    assert unfit(lines, allocated, **facts) == expected


@given(awarded_before(), allocations(), tariffs())
def test_without_a_change_nothing_is_found(
    lines: list[Line], allocated: Allocation, agreed: tuple[Tariff, ...]
) -> None:
    facts: dict[str, Any] = {"tariffs": {PRODUCT: agreed}}
    if not lines:
        return
    message = a_message(a_client(*lines), month=DECEMBER, dated=SIGNED)
    verdict = judged(message, today=SIGNED, allocations=for_client(allocated), **facts)
    awarded = [each.line for each in verdict.lines if each.codes == AWARDED]
    assert unfit(awarded, allocated, **facts) == {}
