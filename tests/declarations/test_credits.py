"""A credit takes back one awarded debit, whole and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from declarations.findings import Outcome
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message
from tests.declarations.situations import (
    AWARDED,
    a_tariff,
    an_allocation,
    code,
    codes,
    earlier,
    for_client,
    judged,
    live,
    rules,
)

OLD = a_line(reference="OLD", month=date(2023, 3, 1))
CREDIT = a_credit(OLD)
NEW = replace(OLD, reference="NEW", volume=3, amount=3750)
KNOWN: dict[str, Any] = {"earlier": earlier(OLD), "live_debits": live(OLD)}


def test_credit_that_equals_its_debit_is_awarded() -> None:
    verdict = judged(a_message(a_client(CREDIT)), **KNOWN)
    assert verdict.outcome is Outcome.AWARDED
    assert (verdict.submitted_cents, verdict.awarded_cents) == (-5000, -5000)


@pytest.mark.parametrize(
    ("changes", "element"),
    [
        ({"allocation": 7}, "ToewijzingNummer"),
        ({"category": "02"}, "ProductCategorie"),
        ({"code": "01A04"}, "ProductCode"),
        ({"start": date(2023, 3, 2)}, "ProductPeriode/Begindatum"),
        ({"end": date(2023, 3, 30)}, "ProductPeriode/Einddatum"),
        ({"volume": 5}, "GeleverdVolume"),
        ({"unit": "16"}, "Eenheid"),
        ({"tariff": 1251}, "ProductTarief"),
        ({"amount": 4999}, "IngediendBedrag/Bedrag"),
    ],
)
def test_any_field_that_differs_from_the_debit(changes: dict[str, Any], element: str) -> None:
    verdict = judged(a_message(a_client(replace(CREDIT, **changes))), **KNOWN)
    assert verdict.lines[0].codes == ("8017",)
    assert verdict.findings[0].path.endswith(f"Prestatie[1]/{element}")


@pytest.mark.parametrize(
    "debits",
    [
        {},
        earlier(OLD, awarded=False),
        earlier(OLD, bsn=OTHER_BSN),
        earlier(replace(OLD, reference="OTHER")),
        # a credited line of somebody else shows nothing
        earlier(OLD, bsn=OTHER_BSN, credited=True),
    ],
    ids=["unknown", "not awarded", "of another client", "another reference", "foreign credited"],
)
def test_credit_of_what_was_not_awarded_to_this_client(debits: Any) -> None:
    assert code(CREDIT, earlier=debits) == ("8017",)


def test_second_credit_of_the_same_debit() -> None:
    assert code(CREDIT, earlier=earlier(OLD, credited=True)) == ("9390",)
    different = replace(CREDIT, volume=9)
    assert code(different, earlier=earlier(OLD, credited=True)) == ("8017", "9390")


def test_credit_with_a_used_reference() -> None:
    assert code(CREDIT, used_references=frozenset({CREDIT.reference}), **KNOWN) == ("8021",)


@pytest.mark.parametrize(
    "changed",
    [
        {"tariffs": {}},
        {"categories": {"01A03": frozenset({"02"})}},
        {"tariffs": {("01", "01A03"): (a_tariff(cents=1400),)}},
        {"allocations": for_client(an_allocation(deleted=True))},
        {"allocations": for_client(an_allocation(start=date(2023, 6, 1)))},
        {"allocations": for_client(an_allocation(end=date(2023, 2, 1), unit="16"))},
        {"allocations": for_client(an_allocation(5))},
    ],
)
def test_credit_meets_no_check_of_tariff_volume_period_or_allocation(changed: Any) -> None:
    assert code(CREDIT, **KNOWN, **changed) == AWARDED


def test_credit_of_an_odd_debit_is_judged_by_that_debit_alone() -> None:
    odd = replace(OLD, amount=1, tariff=77, start=date(2023, 3, 5))
    assert code(a_credit(odd), earlier=earlier(odd), live_debits=live(odd)) == AWARDED


def test_credit_falls_with_an_unknown_client() -> None:
    verdict = judged(a_message(a_client(CREDIT)), allocations={}, **KNOWN)
    assert verdict.lines[0].codes == ("0233",)
    assert verdict.outcome is Outcome.REJECTED


@pytest.mark.parametrize("order", [(CREDIT, NEW), (NEW, CREDIT)], ids=["credit first", "last"])
def test_credit_and_new_debit_in_one_message_wherever_they_stand(order: Any) -> None:
    verdict = judged(a_message(a_client(*order)), **KNOWN)
    assert verdict.outcome is Outcome.AWARDED
    assert verdict.awarded_cents == 3750 - 5000


def test_new_debit_waits_for_a_credit_that_is_awarded() -> None:
    refused = replace(CREDIT, amount=4999)
    assert codes(NEW, refused, **KNOWN) == [("9389",), ("8017",)]


def test_credit_of_one_debit_frees_no_other_month() -> None:
    april = a_line(reference="APR")
    known = {"earlier": earlier(OLD, april), "live_debits": live(OLD, april)}
    again = replace(april, reference="NEW")
    assert codes(CREDIT, again, **known) == [AWARDED, ("9389",)]


def test_debit_and_credit_with_one_reference_meet_only_at_the_reference() -> None:
    first = a_line(reference="SAME")
    second = replace(CREDIT, reference="SAME")
    assert codes(first, second, **KNOWN) == [AWARDED, ("8021",)]
    assert codes(second, first, **KNOWN) == [AWARDED, ("8021",)]


def test_credit_that_lost_its_reference_frees_nothing() -> None:
    taken = a_line(reference="SAME", allocation=2)
    credit = replace(CREDIT, reference="SAME")
    known = KNOWN | {"allocations": for_client(an_allocation(), an_allocation(2))}
    assert codes(taken, credit, NEW, **known) == [AWARDED, ("8021",), ("9389",)]


def test_nothing_in_a_rejected_credit_shows_the_client_of_the_debit() -> None:
    verdict = judged(a_message(a_client(CREDIT, bsn=BSN)), earlier=earlier(OLD, bsn=OTHER_BSN))
    assert rules(verdict) == ["TR323"]
    assert verdict.findings[0].expected is None
