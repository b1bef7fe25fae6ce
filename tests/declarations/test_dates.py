"""Dates within one message, and where their findings point."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from declarations.model import Line, Message, Period
from tests.builders import a_client, a_line, a_message
from tests.declarations.situations import an_allocation, for_client, judged, rules

DECLARED = "/Bericht/Declaratie/DeclaratiePeriode"
FIRST_LINE = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode"


def found(message: Message) -> list[tuple[str, str, str | None, str | None]]:
    """Rule, path, expected and received of every finding."""
    findings = judged(message).findings
    return [(each.rule, each.path, each.expected, each.received) for each in findings]


def with_period(start: date, end: date) -> Message:
    """A declaration about that period with a line in March, which is past in any case."""
    line = a_line(month=date(2023, 3, 1))
    return a_message(a_client(line), period=Period(start, end), dated=date(2023, 5, 6))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2023, 4, 1), date(2023, 4, 30), []),
        (date(2023, 4, 2), date(2023, 4, 30), [("Begindatum", "2023-04-01", "2023-04-02")]),
        (date(2023, 4, 1), date(2023, 4, 29), [("Einddatum", "2023-04-30", "2023-04-29")]),
        (date(2023, 3, 1), date(2023, 4, 30), [("Einddatum", "2023-03-31", "2023-04-30")]),
        (
            date(2023, 3, 31),
            date(2023, 5, 1),
            [("Begindatum", "2023-03-01", "2023-03-31"), ("Einddatum", "2023-03-31", "2023-05-01")],
        ),
    ],
)
def test_declaration_period_is_a_month(start: date, end: date, expected: list[Any]) -> None:
    here = [each for each in found(with_period(start, end)) if each[0] == "CS340"]
    assert here == [("CS340", f"{DECLARED}/{name}", *values) for name, *values in expected]


def test_leap_year_february_has_29_days() -> None:
    def february(year: int, day: int) -> list[str]:
        end, dated = date(year, 2, day), date(year, 3, 5)
        line = a_line(month=date(year, 1, 1))
        period = Period(date(year, 2, 1), end)
        return rules(
            judged(
                a_message(a_client(line), period=period, dated=dated),
                today=dated,
                allocations=for_client(an_allocation(end=None)),
            )
        )

    assert february(2024, 29) == []
    assert february(2024, 28) == ["CS340"]
    assert february(2023, 28) == []


@pytest.mark.parametrize(
    ("day", "broken"), [(date(2020, 12, 31), True), (date(2021, 1, 1), False)]
)
def test_first_day_that_counts(day: date, broken: bool) -> None:
    message = a_message(a_client(a_line(start=day, end=day)))
    assert ("CS100" in rules(judged(message))) is broken


def test_both_ends_of_both_periods_are_looked_at() -> None:
    december = Period(date(2020, 12, 1), date(2020, 12, 31))
    line = a_line(month=date(2020, 12, 1))
    message = a_message(a_client(line), period=december, dated=date(2021, 1, 5))
    paths = [path for rule, path, *_ in found(message) if rule == "CS100"]
    assert paths == [
        f"{DECLARED}/Begindatum", f"{DECLARED}/Einddatum",
        f"{FIRST_LINE}/Begindatum", f"{FIRST_LINE}/Einddatum",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        (date(2023, 5, 1), []),
        (date(2023, 4, 30), []),
        (date(2023, 4, 29), ["TR137", "TR137"]),
        (date(2023, 4, 1), ["TR137", "TR137"]),
        (date(2023, 3, 31), ["TR134", "TR134", "TR137", "TR137"]),
    ],
)
def test_no_period_lies_after_the_date_of_the_message(dated: date, expected: list[str]) -> None:
    assert rules(judged(a_message(dated=dated))) == expected


def test_period_that_ends_before_it_begins_points_at_its_end() -> None:
    line = a_line(start=date(2023, 4, 2), end=date(2023, 4, 1))
    assert found(a_message(a_client(line))) == [
        ("TR137", f"{FIRST_LINE}/Einddatum", "2023-04-02", "2023-04-01")
    ]


@pytest.mark.parametrize(
    ("end", "broken"),
    [(date(2023, 3, 31), False), (date(2023, 4, 30), True), (date(2022, 4, 30), True)],
)
def test_product_period_stays_in_its_month(end: date, broken: bool) -> None:
    message = a_message(a_client(a_line(start=date(2023, 3, 15), end=end)))
    assert ("CS337" in rules(judged(message))) is broken


@pytest.mark.parametrize(
    ("end", "broken"), [(date(2023, 3, 31), False), (date(2023, 4, 1), True)]
)
def test_product_period_ends_with_the_declaration_period(end: date, broken: bool) -> None:
    message = a_message(a_client(a_line(start=end, end=end)), month=date(2023, 3, 1))
    assert ("TR319" in rules(judged(message))) is broken


@pytest.mark.parametrize(
    ("end", "dated", "broken"),
    [
        (date(2021, 4, 30), date(2026, 4, 30), False),
        (date(2021, 4, 29), date(2026, 4, 30), True),
        (date(2021, 4, 30), date(2026, 5, 1), True),
        (date(2023, 2, 28), date(2028, 2, 29), False),
        (date(2023, 2, 27), date(2028, 2, 29), True),
        (date(2023, 2, 28), date(2028, 3, 1), True),
        (date(2024, 2, 29), date(2029, 2, 28), False),
        (date(2024, 2, 29), date(2029, 3, 1), True),
    ],
)
def test_five_years_back_from_the_date_of_the_declaration(
    end: date, dated: date, broken: bool
) -> None:
    line = a_line(start=end.replace(day=1), end=end)
    message = a_message(
        a_client(line), month=end, dated=dated, declaration_dated=dated
    )
    assert ("TR335" in rules(judged(message, today=dated))) is broken


def test_date_of_the_message_does_not_count_for_the_five_years() -> None:
    message = a_message(dated=date(2035, 1, 1), declaration_dated=date(2023, 5, 6))
    assert "TR335" not in rules(judged(message))


def test_every_line_is_found_at_its_place() -> None:
    def bad() -> Line:
        return a_line(start=date(2023, 3, 1), source_line=77)

    message = a_message(a_client(a_line(reference="A", allocation=2), bad()),
                        a_client(bad(), bsn="999900018"))  # fmt: skip
    findings = [each for each in judged(message).findings if each.rule == "CS337"]
    assert [each.path for each in findings] == [
        "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductPeriode/Einddatum",
        "/Bericht/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[1]/ProductPeriode/Einddatum",
    ]
    assert [each.source_line for each in findings] == [77, 77]
