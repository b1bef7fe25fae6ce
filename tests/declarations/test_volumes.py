"""What an allocation has room for: the worked examples of the standard, and every boundary."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from declarations.facts import Allocation, EarlierDebit
from tests.builders import BSN, a_credit
from tests.declarations.room import (
    CENTS,
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    help_of,
    of,
    one,
    told,
    verdict_on,
    without_volume,
)
from tests.declarations.situations import AWARDED, Codes, a_tariff

TOO_MUCH, TOO_MUCH_IN_ALL, OVER_BUDGET = ("9321",), ("9322",), ("9369",)


# --- the worked examples of the standard, as tables


THREE_HOURS_A_WEEK = help_of(3, "04", "2", start=date(2025, 10, 7), end=date(2025, 12, 30))
THREE_HUNDRED_EUROS = help_of(
    300_00, "83", "2", start=date(2025, 7, 7), end=date(2025, 9, 5)
)  # fmt: skip


@pytest.mark.parametrize(
    ("allocated", "month", "most"),
    [
        (THREE_HOURS_A_WEEK, OCTOBER, 12),
        (THREE_HOURS_A_WEEK, NOVEMBER, 15),
        (THREE_HOURS_A_WEEK, DECEMBER, 15),
        (THREE_HUNDRED_EUROS, date(2025, 7, 1), 900_00),
        (THREE_HUNDRED_EUROS, date(2025, 8, 1), 1800_00),
        (THREE_HUNDRED_EUROS, date(2025, 9, 1), 0),
    ],
)
def test_a_month_holds_what_the_standard_works_out(allocated, month, most) -> None:
    assert one(allocated, month, most) == AWARDED
    assert one(allocated, month, most + 1) == TOO_MUCH


def test_three_hours_a_week_are_39_hours_in_all() -> None:
    """12, 15 and 15 would each do, and are 42 together: weeks that two months share count once."""
    october, november = (of(THREE_HOURS_A_WEEK, *each) for each in ((OCTOBER, 12), (NOVEMBER, 15)))
    for december, codes in ((12, AWARDED), (13, TOO_MUCH_IN_ALL)):
        last = of(THREE_HOURS_A_WEEK, DECEMBER, december)
        assert told(THREE_HOURS_A_WEEK, october, november, last) == [AWARDED, AWARDED, codes]


def test_the_finding_says_what_is_left() -> None:
    verdict = verdict_on(
        [THREE_HOURS_A_WEEK], of(THREE_HOURS_A_WEEK, DECEMBER, 16),
        awarded={THREE_HOURS_A_WEEK.number: {"04": (27, 27 * CENTS)}},
    )  # fmt: skip
    found = {each.rule: (each.expected, each.received) for each in verdict.findings}
    assert found == {"TR321": ("15", "16"), "TR322": ("12", "16")}


def test_a_trajectory_of_seventy_and_thirty_percent() -> None:
    whole = help_of(5_000_00, "83", "6")
    start, end = of(whole, OCTOBER, 3_500_00), of(whole, DECEMBER, 1_500_00)
    assert told(whole, start, end) == [AWARDED, AWARDED]
    assert told(whole, start, of(whole, DECEMBER, 1_500_01)) == [AWARDED, TOO_MUCH_IN_ALL]
    assert one(whole, OCTOBER, 5_000_01) == ("9321", "9322")


def test_sixty_one_minutes_at_seventy_three_euros_fifty() -> None:
    allocated = help_of(2, "04", "6")
    minutes = of(allocated, OCTOBER, 61, unit="01", tariff=123, amount=7473)
    agreed = {("02", "02A03"): (a_tariff("04", 7350),)}
    assert told(allocated, minutes, tariffs=agreed) == [AWARDED]


# --- every variant: unit × frequency × law


QUARTER = {"1": (31, 92), "4": (1, 3), "6": (1, 1)}  # times the volume: in October, and in all
BY_WEEK = {
    "by weeks touched": (5, 14),  # 1 October is a Wednesday, 31 December too
    "by sundays": (4, 14),  # thirteen Sundays, and one for the broken last week
    "help at home": (6, 14),
}


def times(unit: str, frequency: str, category: str) -> tuple[int, int]:
    """How many times the volume fits in October 2025, and in its last quarter."""
    if frequency != "2":
        return QUARTER[frequency]
    if category == "01":
        return BY_WEEK["help at home"]
    return BY_WEEK["by sundays" if unit in ("82", "83") else "by weeks touched"]


VARIANTS = [
    (category, unit, frequency)
    for category in ("01", "02", "45")
    for units, frequencies in (
        (("01", "04", "82"), "1246"), (("14", "16", "84", "83"), "246"),
    )
    for unit in units
    for frequency in frequencies
]  # fmt: skip


@pytest.mark.parametrize(("category", "unit", "frequency"), VARIANTS)
def test_every_variant_at_its_limits(category: str, unit: str, frequency: str) -> None:
    allocated = help_of(7, unit, frequency, category=category, code=f"{category}A03")
    in_october, in_all = (each * 7 for each in times(unit, frequency, category))
    both = in_october == in_all
    assert one(allocated, OCTOBER, in_october, hourly=False) == AWARDED
    assert one(allocated, OCTOBER, in_october + 1, hourly=False) == (
        ("9321", "9322") if both else TOO_MUCH
    )
    spent = {allocated.number: {unit: (in_all - 1, 0)}}
    assert one(allocated, OCTOBER, 1, hourly=False, awarded=spent) == AWARDED
    assert one(allocated, OCTOBER, 2, hourly=False, awarded=spent) == TOO_MUCH_IN_ALL


@pytest.mark.parametrize(("category", "unit", "frequency"), VARIANTS)
def test_without_an_end_only_a_total_limits_the_whole(
    category: str, unit: str, frequency: str
) -> None:
    allocated = help_of(7, unit, frequency, category=category, code=f"{category}A03", end=None)
    spent = {allocated.number: {unit: (10**6, 0)}}
    expected = TOO_MUCH_IN_ALL if frequency == "6" else AWARDED
    assert one(allocated, OCTOBER, 1, hourly=False, awarded=spent) == expected


# --- weeks and Sundays


@pytest.mark.parametrize(
    ("start", "end", "month", "most"),
    [
        (date(2025, 10, 6), date(2025, 10, 11), OCTOBER, 1),  # no Sunday at all: once
        (date(2025, 10, 5), date(2025, 10, 5), OCTOBER, 1),  # a Sunday alone
        (date(2025, 10, 5), date(2025, 10, 6), OCTOBER, 2),  # and one for the day after it
        (date(2025, 10, 31), date(2025, 11, 1), OCTOBER, 0),  # no Sunday: where it ends
        (date(2025, 10, 31), date(2025, 11, 1), NOVEMBER, 1),
        (date(2025, 10, 31), date(2025, 11, 2), OCTOBER, 0),
        (date(2025, 10, 31), date(2025, 11, 2), NOVEMBER, 1),
        (date(2025, 10, 26), date(2025, 11, 1), OCTOBER, 2),  # the broken week goes with the 26th
        (date(2025, 10, 26), date(2025, 11, 1), NOVEMBER, 0),
        (date(2025, 12, 28), date(2026, 1, 3), DECEMBER, 2),  # also over the turn of the year
        (date(2025, 12, 28), date(2026, 1, 3), date(2026, 1, 1), 0),
    ],
)
def test_output_goes_with_the_sunday(start: date, end: date, month: date, most: int) -> None:
    allocated = help_of(1, "82", "2", start=start, end=end)
    assert one(allocated, month, most) == AWARDED
    assert TOO_MUCH[0] in one(allocated, month, most + 1)


@pytest.mark.parametrize(
    ("month", "weeks"),
    [
        (date(2021, 2, 1), 4),  # from a Monday up to and with a Sunday
        (date(2023, 1, 1), 6),  # from a Sunday up to and with a Tuesday
        (date(2024, 2, 1), 5),
        (date(2024, 12, 1), 6),  # its last two days lie in week 1 of the next year
        (date(2027, 1, 1), 5),  # its first three days lie in week 53 of the year before
    ],
)
def test_a_month_touches_four_to_six_weeks(month: date, weeks: int) -> None:
    allocated = help_of(2, "04", "2", start=date(2021, 1, 1), end=date(2028, 12, 31))
    assert one(allocated, month, 2 * weeks) == AWARDED
    assert one(allocated, month, 2 * weeks + 1) == TOO_MUCH


def test_help_at_home_may_use_six_times_the_week_in_any_month() -> None:
    one_day = help_of(
        2, "04", "2", category="01", code="01A03", start=date(2025, 10, 31), end=NOVEMBER
    )
    assert one(one_day, OCTOBER, 12) == TOO_MUCH_IN_ALL  # six times, where one week was allocated
    assert one(one_day, OCTOBER, 13) == ("9321", "9322")
    assert one(one_day, OCTOBER, 2) == AWARDED


def test_a_broken_month_has_the_whole_volume_of_a_month() -> None:
    allocated = help_of(10, "04", "4", start=date(2025, 10, 31), end=NOVEMBER)
    assert told(allocated, of(allocated, OCTOBER, 10), of(allocated, NOVEMBER, 10)) == [AWARDED] * 2


# --- hours and minutes


def test_minutes_on_hours_are_held_against_sixty_to_the_hour() -> None:
    allocated = help_of(1, "04", "4")
    for minutes, codes in ((60, AWARDED), (61, TOO_MUCH)):
        assert told(allocated, of(allocated, OCTOBER, minutes, unit="01")) == [codes]


def test_hours_and_minutes_are_one_total_and_no_broken_hour_is_lost() -> None:
    allocated = help_of(10, "04", "6")
    spent = {allocated.number: {"04": (8, 0), "01": (30, 0)}}
    for unit, volume, codes in (
        ("04", 1, AWARDED), ("04", 2, TOO_MUCH_IN_ALL), ("01", 90, AWARDED),
        ("01", 91, TOO_MUCH_IN_ALL),
    ):  # fmt: skip
        assert told(allocated, of(allocated, OCTOBER, volume, unit=unit), awarded=spent) == [codes]


def test_what_is_left_of_hours_is_said_in_the_unit_of_the_line() -> None:
    allocated = help_of(10, "04", "6")
    spent = {allocated.number: {"04": (8, 0), "01": (30, 0)}}
    for unit, volume, left in (("04", 2, "1"), ("01", 91, "90")):
        line = of(allocated, OCTOBER, volume, unit=unit)
        [found] = verdict_on([allocated], line, awarded=spent).findings
        assert (found.rule, found.expected, found.received) == ("TR322", left, str(volume))


# --- without a volume, and with a budget


def test_without_volume_or_budget_nothing_limits() -> None:
    product = {"category": "02", "code": "02A03", "unit": "04"}
    assert budgeted(without_volume(None), 99_999, **product) == AWARDED


@pytest.mark.parametrize("unit", ["01", "04", "14", "16", "82", "84"])
@pytest.mark.parametrize("category", ["02", None])
def test_a_budget_holds_the_amounts(category: str | None, unit: str) -> None:
    allocated = without_volume(5 * CENTS, category)
    product = {"category": "02", "code": "02A03", "unit": unit, "hourly": False}
    for volume, codes in ((5, AWARDED), (6, OVER_BUDGET)):
        assert budgeted(allocated, volume, **product) == codes


def test_a_budget_in_euros_holds_the_volume() -> None:
    allocated = without_volume(300_00)
    for volume, codes in ((300_00, AWARDED), (300_01, OVER_BUDGET)):
        assert budgeted(allocated, volume, category="02", code="02A03", unit="83") == codes


def budgeted(allocated: Allocation, volume: int, hourly: bool = True, **fields: Any) -> Codes:
    """The codes of one line on an allocation that names no unit."""
    [codes] = told(allocated, of(allocated, OCTOBER, volume, **fields), hourly=hourly)
    return codes


def test_a_budget_counts_every_unit_and_product() -> None:
    allocated = without_volume(10_000, None)
    hours = of(allocated, OCTOBER, 4, category="02", code="02A03", unit="04")
    euros = of(allocated, OCTOBER, 6000, category="03", code="03A03", unit="83", reference="E")
    more = of(allocated, NOVEMBER, 1, category="04", code="04A03", unit="83")
    assert told(allocated, hours, euros) == [AWARDED, AWARDED]
    assert told(allocated, hours, euros, more) == [AWARDED, AWARDED, OVER_BUDGET]


def test_the_finding_says_what_is_left_of_the_budget() -> None:
    allocated = without_volume(1_000_000, None)
    line = of(allocated, OCTOBER, 4, category="02", code="02A03", unit="04")
    spent = {allocated.number: {"83": (0, 997_000)}}
    [found] = verdict_on([allocated], line, awarded=spent).findings
    assert (found.expected, found.received, found.difference_cents) == ("3000", "4000", 1000)


def test_a_volume_and_a_budget_are_both_kept() -> None:
    allocated = help_of(4, "04", "6", budget=3 * CENTS)
    assert one(allocated, OCTOBER, 3) == AWARDED
    assert one(allocated, OCTOBER, 4) == OVER_BUDGET
    assert one(allocated, OCTOBER, 5) == ("9321", "9322", "9369")


# --- what counts, and in which order (decision 4)


IN_ALL = help_of(10, "04", "6")
EARLIER = of(IN_ALL, OCTOBER, 6, reference="OLD")
KNOWN: dict[str, Any] = {
    "earlier": {"OLD": EarlierDebit(BSN, EARLIER, awarded=True, credited=False)},
    "awarded": {IN_ALL.number: {"04": (6, 6 * CENTS)}},
}


def test_a_credit_makes_room_wherever_it_stands_in_the_message() -> None:
    debit, credit = of(IN_ALL, NOVEMBER, 10), a_credit(EARLIER)
    assert told(IN_ALL, debit, **KNOWN) == [TOO_MUCH_IN_ALL]
    assert told(IN_ALL, credit, debit, **KNOWN) == [AWARDED, AWARDED]
    assert told(IN_ALL, debit, credit, **KNOWN) == [AWARDED, AWARDED]


def test_a_rejected_credit_makes_no_room() -> None:
    wrong = a_credit(EARLIER, volume=5, amount=5 * CENTS)
    assert told(IN_ALL, of(IN_ALL, NOVEMBER, 10), wrong, **KNOWN) == [TOO_MUCH_IN_ALL, ("8017",)]


def test_a_line_rejected_for_another_reason_does_not_count() -> None:
    lines = (of(IN_ALL, OCTOBER, 10, amount=1), of(IN_ALL, NOVEMBER, 10))
    assert told(IN_ALL, *lines) == [("9346",), AWARDED]


def test_a_smaller_later_line_still_fits() -> None:
    lines = [of(IN_ALL, OCTOBER, 6), of(IN_ALL, NOVEMBER, 5), of(IN_ALL, DECEMBER, 4)]
    assert told(IN_ALL, *lines) == [AWARDED, TOO_MUCH_IN_ALL, AWARDED]


def test_the_first_month_goes_first_wherever_it_stands() -> None:
    lines = [of(IN_ALL, DECEMBER, 4), of(IN_ALL, NOVEMBER, 5), of(IN_ALL, OCTOBER, 6)]
    assert told(IN_ALL, *lines) == [AWARDED, TOO_MUCH_IN_ALL, AWARDED]


def test_within_a_month_the_order_of_the_document_decides() -> None:
    allocated = without_volume(10 * CENTS)
    six = of(allocated, OCTOBER, 6, unit="04", code="02A03", reference="SIX")
    five = of(allocated, OCTOBER, 5, unit="04", code="02A04", reference="FIVE")
    assert told(allocated, six, five) == [AWARDED, OVER_BUDGET]
    assert told(allocated, five, six) == [AWARDED, OVER_BUDGET]


def test_two_allocations_in_one_month_each_have_their_own_room() -> None:
    """IV084: one allocation ends, the next begins, and each gets its own line."""
    first = help_of(2, "04", "2", end=date(2025, 10, 14))
    second = help_of(3, "04", "2", number=20073, start=date(2025, 10, 15))
    lines = of(first, OCTOBER, 6), of(second, OCTOBER, 9)  # three weeks each; one they share
    assert told([first, second], *lines) == [AWARDED, AWARDED]
    lines = of(first, OCTOBER, 7), of(second, OCTOBER, 9)
    assert told([first, second], *lines) == [("9321", "9322"), AWARDED]


# --- late months, a second declaration, another version of the allocation


def test_missed_months_are_declared_together_each_with_its_own_line() -> None:
    """IV090: a later declaration brings them along."""
    allocated = help_of(1, "04", "2")
    lines = [of(allocated, each, 5) for each in (OCTOBER, NOVEMBER, DECEMBER)]
    last = {"last_period": date(2025, 9, 1)}
    assert told(allocated, *lines, **last) == [AWARDED, AWARDED, TOO_MUCH_IN_ALL]  # 14 weeks


def test_a_second_declaration_of_the_month_shares_the_room_of_the_first() -> None:
    allocated = without_volume(10 * CENTS)
    again: dict[str, Any] = {
        "last_period": OCTOBER, "awarded": {allocated.number: {"04": (6, 6 * CENTS)}},
        "live_debits": frozenset({(allocated.number, "02", "02A03", OCTOBER)}),
    }  # fmt: skip
    for volume, codes in ((4, AWARDED), (5, OVER_BUDGET)):
        other = of(allocated, OCTOBER, volume, unit="04", code="02A04")
        assert told(allocated, other, **again) == [codes]
    same = of(allocated, OCTOBER, 1, unit="04", code="02A03")
    assert told(allocated, same, **again) == [("9389",)]


def test_a_month_before_the_last_one_declared_is_not_judged_at_all() -> None:
    verdict = verdict_on([IN_ALL], of(IN_ALL, OCTOBER, 99), last_period=NOVEMBER)
    assert (verdict.declaration, verdict.lines) == (("8214",), ())


def test_what_was_awarded_on_an_earlier_version_still_counts() -> None:
    spent = {IN_ALL.number: {"04": (10, 10 * CENTS)}}
    smaller, larger = help_of(8, "04", "6"), help_of(12, "04", "6", version=3)
    [found] = verdict_on([smaller], of(smaller, NOVEMBER, 1), awarded=spent).findings
    assert (found.code, found.expected) == ("9322", "0")  # never less than nothing
    for volume, codes in ((2, AWARDED), (3, TOO_MUCH_IN_ALL)):
        assert one(larger, NOVEMBER, volume, awarded=spent) == codes


def test_a_version_in_another_unit_counts_only_what_it_can_measure() -> None:
    spent = {IN_ALL.number: {"16": (10, 10 * CENTS)}}
    assert one(help_of(8, "04", "6", budget=18 * CENTS), NOVEMBER, 8, awarded=spent) == AWARDED
    assert one(help_of(8, "04", "6", budget=17 * CENTS), NOVEMBER, 8, awarded=spent) == OVER_BUDGET


def test_nothing_is_held_against_a_deleted_or_unknown_allocation() -> None:
    deleted = help_of(1, "04", "6", deleted=True)
    assert one(deleted, OCTOBER, 99) == ("9384",)
    other = help_of(1, "04", "6", number=1)
    assert told(other, of(IN_ALL, OCTOBER, 99)) == [("9338",)]
