"""References and double lines within one message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from declarations.model import Line
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message
from tests.declarations.situations import judged, rules

OLD = a_line(reference="OLD", month=date(2023, 3, 1))
OTHER = a_line(reference="OTHER", month=date(2023, 2, 1))


def of_one(*lines: Line) -> list[str]:
    """The level-2 rules that these lines of one client break."""
    findings = judged(a_message(a_client(*lines))).findings
    return [each.rule for each in findings if each.level == 2]


def of_two(first: Line, second: Line) -> list[str]:
    """The level-2 rules broken by a line each of two clients."""
    message = a_message(a_client(first), a_client(second, bsn=OTHER_BSN))
    return [each.rule for each in judged(message).findings if each.level == 2]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((a_line(), a_line(allocation=2)), ["TR101"]),
        ((a_line(), a_line(allocation=2), a_line(allocation=3)), ["TR101", "TR101"]),
        ((a_line(), a_line(reference="rn001", allocation=2)), []),
        ((a_line(), a_credit(OLD, reference="RN001")), []),
        ((a_credit(OLD, reference="X"), a_credit(OLD, reference="X")), ["TR101", "TR315"]),
    ],
)
def test_reference_occurs_once_at_a_client(lines: tuple[Line, ...], expected: list[str]) -> None:
    assert of_one(*lines) == expected


def test_the_same_reference_at_two_clients_is_for_the_lines_to_answer() -> None:
    assert of_two(a_line(), a_line(allocation=2)) == []


def test_client_occurs_once() -> None:
    message = a_message(*(a_client(a_line(reference=r, allocation=int(r))) for r in "123"))
    verdict = judged(message)
    assert rules(verdict) == ["TR101", "TR101"]
    assert [each.path for each in verdict.findings] == [
        f"/Bericht/Declaratie/Clienten/Client[{n}]/Bsn" for n in (2, 3)
    ]
    assert all(each.received is None for each in verdict.findings)


@pytest.mark.parametrize(
    ("credit", "previous", "expected"),
    [(False, None, []), (True, "OLD", []), (True, None, ["CD060"]), (False, "OLD", ["CD060"]),
     (False, "", ["CD060"])],
)  # fmt: skip
def test_credits_and_only_credits_name_a_debit(
    credit: bool, previous: str | None, expected: list[str]
) -> None:
    assert of_one(a_line(credit=credit, previous_reference=previous)) == expected


def test_debit_is_credited_once() -> None:
    twice = a_credit(OLD), a_credit(OLD, reference="B")
    assert of_one(*twice) == ["TR315"]
    assert of_two(*twice) == ["TR315"]
    assert of_one(a_credit(OLD), a_credit(OTHER)) == []


def test_no_line_is_credited_where_it_stands() -> None:
    assert of_one(a_line(), a_credit(a_line())) == ["TR316"]
    assert of_one(a_credit(a_line()), a_line()) == ["TR316"]
    assert of_two(a_line(), a_credit(a_line())) == ["TR316"]
    assert of_one(a_credit(OLD), replace(OLD, reference="NEW")) == []


def test_a_credit_is_not_credited_where_it_stands_either() -> None:
    assert of_one(a_credit(OLD), a_credit(OTHER, reference="B", previous_reference="COLD")) == [
        "TR316"
    ]
    assert of_one(a_credit(OLD, reference="OLD")) == ["TR316"]


def test_debit_that_names_a_line_of_its_own_message_breaks_two_rules() -> None:
    debit = a_line(reference="B", allocation=2, previous_reference="RN001")
    assert of_one(a_line(), debit) == ["CD060", "TR316"]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (a_line(reference="B"), ["TR416"]),
        (a_line(reference="B", volume=9, tariff=1, unit="16"), ["TR416"]),
        (a_line(reference="B", allocation=2), []),
        (a_line(reference="B", category="02"), []),
        (a_line(reference="B", code="01A04"), []),
        (a_line(reference="B", start=date(2023, 4, 2)), []),
        (a_line(reference="B", end=date(2023, 4, 29)), []),
        (a_line(reference="B", month=date(2023, 3, 1)), []),
        (a_credit(a_line(reference="OLD")), []),
    ],
)
def test_one_debit_for_allocation_product_and_period(second: Line, expected: list[str]) -> None:
    assert of_one(a_line(), second) == expected
    assert of_one(second, a_line()) == expected


def test_two_clients_may_write_the_same_allocation() -> None:
    assert of_two(a_line(), a_line(reference="B")) == []


def test_two_credits_may_be_about_the_same_month() -> None:
    assert of_one(a_credit(OLD), a_credit(replace(OLD, reference="OLDER"))) == []


def test_message_is_refused_with_all_it_breaks() -> None:
    lines = a_line(credit=True), a_line(reference="B", tariff=None)
    verdict = judged(a_message(a_client(*lines, bsn=BSN), total=1))
    assert sorted(set(rules(verdict))) == ["CD060", "CD087", "TR358"]
    assert verdict.header == ("0001",)
