"""Amounts within one message."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_client, a_credit, a_line, a_message
from tests.declarations.situations import judged, rules

OLD = a_line(reference="OLD", allocation=5)


@pytest.mark.parametrize(
    ("total", "credit", "difference"),
    [(5000, False, None), (5001, False, 1), (4999, False, -1), (5000, True, -10000),
     (0, False, -5000)],
)  # fmt: skip
def test_total_is_the_sum(total: int, credit: bool, difference: int | None) -> None:
    verdict = judged(a_message(total=total, total_credit=credit))
    assert [each.difference_cents for each in verdict.findings] == (
        [] if difference is None else [difference]
    )


def test_total_below_zero_is_a_credit() -> None:
    lines = a_client(a_line(volume=1), a_credit(OLD))
    for credit, expected in ((True, ["TR323"]), (False, ["TR358"])):
        message = a_message(lines, total=3750, total_credit=credit)
        assert rules(judged(message)) == expected


def test_total_counts_the_lines_of_all_clients() -> None:
    clients = a_client(a_line()), a_client(a_line(reference="B", volume=3), bsn="999900018")
    assert "TR358" not in rules(judged(a_message(*clients, total=8750)))
    assert "TR358" in rules(judged(a_message(*clients, total=5000)))


def test_wrong_total_says_what_it_should_have_been() -> None:
    (finding,) = judged(a_message(total=5001)).findings
    assert (finding.expected, finding.received) == ("5000", "5001")
    assert finding.path == "/Bericht/Declaratie/TotaalIngediendBedrag/TotaalBedrag"


def test_largest_total_is_counted_exactly() -> None:
    most = 99_999_999
    lines = [
        a_line(reference=f"R{n}", allocation=n, volume=1, tariff=most) for n in range(10_001)
    ]
    message = a_message(a_client(*lines), total=999_999_999_999)
    (finding,) = judged(message).findings
    assert finding.difference_cents == 999_999_999_999 - 10_001 * most


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"volume": 0}, []),
        ({"volume": 0, "credit": True, "previous_reference": "OLD"}, ["CS325"]),
        ({"volume": 1, "credit": True, "previous_reference": "OLD"}, []),
    ],
)
def test_nothing_is_never_a_credit(changes: dict[str, Any], expected: list[str]) -> None:
    verdict = judged(a_message(a_client(a_line(), a_line(reference="B", allocation=2, **changes))))
    assert [rule for rule in rules(verdict) if rule == "CS325"] == expected


def test_total_of_nothing_is_a_debit() -> None:
    message = a_message(a_client(a_line(volume=0)), total=0, total_credit=True)
    assert rules(judged(message)) == ["CS325"]


UNITS = ("01", "04", "14", "16", "82", "84")


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_but_euros_shows_a_tariff(unit: str) -> None:
    assert rules(judged(a_message(a_client(a_line(unit=unit, tariff=None))))) == ["CD087"]
    shown = judged(a_message(a_client(a_line(unit=unit, tariff=0, amount=0))))
    assert "CD087" not in rules(shown)


@pytest.mark.parametrize(
    ("tariff", "amount", "expected"),
    [(None, 5000, []), (None, 4999, ["CS339"]), (0, 5000, ["CD087"]),
     (1250, 5001, ["CD087", "CS339"])],
)  # fmt: skip
def test_euros_show_no_tariff_and_are_the_amount(
    tariff: int | None, amount: int, expected: list[str]
) -> None:
    line = a_line(unit="83", volume=5000, tariff=tariff, amount=amount)
    verdict = judged(a_message(a_client(line)))
    assert [rule for rule in rules(verdict) if rule in ("CD087", "CS339")] == expected
