"""A debit line beside its allocation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from declarations.facts import Allocation
from declarations.rules.allocated import unit_fits
from tests.builders import BSN, OTHER_BSN, a_client, a_line, a_message
from tests.declarations.situations import (
    AWARDED,
    UNJUDGED,
    a_tariff,
    an_allocation,
    aspecific,
    code,
    for_client,
    generic,
    judged,
)

APRIL_1, APRIL_10, APRIL_20, APRIL_30 = (date(2023, 4, day) for day in (1, 10, 20, 30))


def on(allocated: Allocation, **line: Any) -> tuple[str, ...]:
    """The codes of a line on this allocation."""
    return code(a_line(**line), allocations=for_client(allocated))


def test_unknown_number_of_a_known_client_falls_alone() -> None:
    assert code(a_line(allocation=999)) == ("9338",)


def test_unknown_client_falls_with_all_lines_and_the_others_are_judged() -> None:
    message = a_message(
        a_client(a_line(reference="A"), a_line(reference="B", allocation=5), bsn=OTHER_BSN),
        a_client(a_line(reference="C"), bsn=BSN),
    )
    verdict = judged(message)
    assert [each.codes for each in verdict.clients] == [("8187",), ("0200",)]
    assert [each.codes for each in verdict.lines] == [UNJUDGED, UNJUDGED, AWARDED]
    assert verdict.awarded_cents == 5000


def test_number_of_another_client_looks_the_same_as_one_that_does_not_exist() -> None:
    both = for_client(an_allocation()) | for_client(an_allocation(7), bsn=OTHER_BSN)
    lines = [a_line(allocation=number) for number in (7, 8)]
    verdicts = [judged(a_message(a_client(line)), allocations=both) for line in lines]
    assert [v.lines[0].codes for v in verdicts] == [("9338",), ("9338",)]
    first, second = (v.findings[0] for v in verdicts)
    assert (first.rule, first.path, first.expected) == (second.rule, second.path, second.expected)


def test_second_debit_on_the_number_of_another_client_does_not_show_that_one() -> None:
    line = a_line(allocation=7)
    taken = frozenset({(7, line.category, line.code, line.month)})
    assert code(line, live_debits=taken) == ("9338",)


def test_nothing_else_about_an_unknown_allocation_is_checked_but_what_needs_none() -> None:
    line = a_line(allocation=999, start=APRIL_10, unit="16", tariff=99, amount=1)
    assert code(line) == ("0611", "9338", "9346")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # the allocation runs from 10 up to and with 20 April
        (APRIL_10, APRIL_20, AWARDED),
        (date(2023, 4, 9), APRIL_20, ("9307", "9387")),
        (date(2023, 4, 11), APRIL_20, ("9387",)),
        (APRIL_1, APRIL_20, ("9307", "9387")),
        (APRIL_10, date(2023, 4, 21), ("9308", "9388")),
        (APRIL_10, date(2023, 4, 19), ("9388",)),
        (APRIL_10, APRIL_30, ("9308", "9388")),
        (APRIL_1, APRIL_30, ("9307", "9308", "9387", "9388")),
        # another month altogether: the month's own borders hold
        (date(2023, 3, 1), date(2023, 3, 31), ("9307",)),
        (date(2023, 3, 2), date(2023, 3, 30), ("9307", "9387", "9388")),
    ],
)
def test_period_on_an_allocation_within_one_month(
    start: date, end: date, expected: tuple[str, ...]
) -> None:
    assert on(an_allocation(start=APRIL_10, end=APRIL_20), start=start, end=end) == expected


@pytest.mark.parametrize(
    ("allocated", "line", "expected"),
    [
        ((APRIL_1, APRIL_30), (APRIL_1, APRIL_30), AWARDED),
        ((APRIL_1, None), (APRIL_1, APRIL_30), AWARDED),
        ((APRIL_10, None), (APRIL_10, APRIL_30), AWARDED),
        ((APRIL_10, None), (APRIL_10, APRIL_20), ("9388",)),
        ((date(2023, 3, 31), None), (APRIL_1, APRIL_30), AWARDED),
        ((date(2023, 4, 2), None), (APRIL_1, APRIL_30), ("9307", "9387")),
        ((date(2023, 1, 1), date(2023, 4, 29)), (APRIL_1, APRIL_30), ("9308", "9388")),
        ((date(2023, 1, 1), date(2023, 4, 29)), (APRIL_1, date(2023, 4, 29)), AWARDED),
        ((date(2023, 1, 1), date(2023, 5, 1)), (APRIL_1, APRIL_30), AWARDED),
        ((date(2023, 1, 1), date(2023, 3, 31)), (APRIL_1, APRIL_30), ("9308",)),
        ((date(2023, 5, 1), None), (APRIL_1, APRIL_30), ("9307",)),
        # the same month of another year is another month
        ((date(2022, 4, 10), None), (APRIL_1, APRIL_30), AWARDED),
        ((date(2023, 1, 1), date(2024, 4, 20)), (APRIL_1, APRIL_30), AWARDED),
        ((date(2023, 1, 1), None), (date(2023, 2, 1), date(2023, 2, 28)), AWARDED),
        ((APRIL_10, APRIL_10), (APRIL_10, APRIL_10), AWARDED),
    ],
)
def test_period_is_the_month_cut_to_the_allocation(
    allocated: tuple[date, date | None], line: tuple[date, date], expected: tuple[str, ...]
) -> None:
    start, end = allocated
    assert on(an_allocation(start=start, end=end), start=line[0], end=line[1]) == expected


def test_leap_day_ends_february() -> None:
    message = a_message(
        a_client(a_line(month=date(2024, 2, 1)), a_line(reference="B", allocation=2,
                 start=date(2024, 2, 1), end=date(2024, 2, 28))),
        month=date(2024, 2, 1), dated=date(2024, 3, 1),
    )  # fmt: skip
    known = for_client(an_allocation(end=None), an_allocation(2, end=None))
    verdict = judged(message, allocations=known, today=date(2024, 3, 2))
    assert [each.codes for each in verdict.lines] == [AWARDED, ("9388",)]


def test_deleted_allocation_keeps_the_period_codes_and_those_that_need_none() -> None:
    gone = an_allocation(deleted=True, category="02", code="02B01", unit="16")
    assert on(gone) == ("9384",)
    assert on(gone, start=date(2023, 4, 2)) == ("9384", "9387")
    assert on(gone, tariff=1300, amount=5201) == ("0611", "9346", "9384")


def test_client_with_nothing_but_a_deleted_allocation_is_known() -> None:
    verdict = judged(a_message(), allocations=for_client(an_allocation(deleted=True)))
    assert verdict.clients[0].codes == ("0200",)
    assert verdict.lines[0].codes == ("9384",)


def test_deleted_allocation_says_nothing_of_a_second_debit() -> None:
    line = a_line()
    taken = frozenset({(line.allocation, line.category, line.code, line.month)})
    gone = for_client(an_allocation(deleted=True))
    assert code(line, allocations=gone, live_debits=taken) == ("9384",)


CONTRACTED = {
    ("01", "01A03"): (a_tariff(),),
    ("01", "01A04"): (a_tariff(cents=1500),),
    ("02", "02A01"): (a_tariff(cents=1500),),
}


@pytest.mark.parametrize(
    ("allocated", "product", "expected"),
    [
        (an_allocation(), ("01", "01A03"), AWARDED),
        (an_allocation(), ("01", "01A04"), ("9340",)),
        (an_allocation(), ("02", "02A01"), ("9339", "9340")),
        (aspecific(), ("01", "01A03"), AWARDED),
        (aspecific(), ("01", "01A04"), AWARDED),
        (aspecific(), ("02", "02A01"), ("9339",)),
        (generic(), ("01", "01A03"), AWARDED),
        (generic(), ("02", "02A01"), AWARDED),
    ],
)
def test_product_as_far_as_the_allocation_names_it(
    allocated: Allocation, product: tuple[str, str], expected: tuple[str, ...]
) -> None:
    category, own = product
    tariff = CONTRACTED[product][0].cents
    line = a_line(category=category, code=own, tariff=tariff, amount=4 * (tariff or 0))
    known = for_client(allocated)
    assert code(line, allocations=known, tariffs=CONTRACTED, categories={}) == expected


UNITS = ("01", "04", "14", "16", "82", "83", "84")


@pytest.mark.parametrize("agreed", UNITS)
@pytest.mark.parametrize("declared", UNITS)
def test_units_fit_when_equal_and_minutes_fit_hours(declared: str, agreed: str) -> None:
    assert unit_fits(declared, agreed) is ((declared, agreed) == ("01", "04") or declared == agreed)


@pytest.mark.parametrize("allocated", [aspecific(), generic()], ids=["aspecific", "generic"])
@pytest.mark.parametrize(
    ("declared", "contracted", "expected"),
    [
        ("04", "04", AWARDED),
        ("01", "04", AWARDED),
        ("16", "04", ("0611", "9341")),
        ("04", "01", ("0611", "9341")),
        ("83", "04", ("9341",)),
        ("83", "83", AWARDED),
        ("04", "83", ("0611", "9341")),
    ],
)
def test_without_a_unit_of_its_own_the_contract_has_it(
    allocated: Allocation, declared: str, contracted: str, expected: tuple[str, ...]
) -> None:
    tariff = a_tariff(contracted, None if contracted == "83" else 1200)
    shown = {"83": None, "01": 20}.get(declared, 1200)
    line = a_line(unit=declared, tariff=shown, volume=4, amount=4 * shown if shown else 4)
    line = a_line(
        unit=declared, tariff=shown, amount=80 if declared == "01" else line.amount
    )
    known = for_client(allocated)
    assert code(line, allocations=known, tariffs={("01", "01A03"): (tariff,)}) == expected


def test_unit_of_the_allocation_goes_before_that_of_the_contract() -> None:
    half_days = for_client(an_allocation(unit="16"))
    assert code(a_line(), allocations=half_days) == ("9341",)
    assert code(a_line(unit="16"), allocations=half_days) == ("0611",)


def test_unit_is_not_judged_on_a_product_outside_the_contract() -> None:
    assert code(a_line(unit="16"), allocations=for_client(aspecific()), tariffs={}) == ("0611",)
