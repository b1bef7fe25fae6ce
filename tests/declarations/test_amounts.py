"""A debit line beside product list and contract."""

from __future__ import annotations

from datetime import date

import pytest

from declarations.facts import Tariff
from declarations.rules.amounts import agreed_amount, agreed_tariff
from tests.builders import a_line
from tests.declarations.situations import (
    AWARDED,
    PRODUCT,
    a_tariff,
    an_allocation,
    aspecific,
    code,
    for_client,
    generic,
)


def priced(
    tariffs: tuple[Tariff, ...], unit: str, volume: int, tariff: int | None, amount: int
) -> tuple[str, ...]:
    """The codes of a line under these tariffs, on an allocation in its own unit."""
    line = a_line(unit=unit, volume=volume, tariff=tariff, amount=amount)
    allocated = for_client(an_allocation(unit=unit, volume=10**6))
    return code(line, tariffs={PRODUCT: tariffs}, allocations=allocated)


HOUR_7350 = (a_tariff("04", 7350),)
MINUTE_123 = (a_tariff("01", 123),)
BOTH = HOUR_7350 + MINUTE_123


@pytest.mark.parametrize(
    ("minutes", "amount"),
    [
        (0, 0),
        (1, 123),  # 122.5 is rounded up
        (2, 245),
        (3, 368),  # 367.5
        (30, 3675),
        (59, 7228),  # 7227.5
        (60, 7350),
        (61, 7473),  # 7472.5
        (62, 7595),
    ],
)
def test_minutes_on_an_hour_tariff_are_rounded_once(minutes: int, amount: int) -> None:
    assert priced(HOUR_7350, "01", minutes, 123, amount) == AWARDED
    assert priced(HOUR_7350, "01", minutes, 123, amount + 1) == ("9346",)
    if amount:
        assert priced(HOUR_7350, "01", minutes, 123, amount - 1) == ("9346",)


@pytest.mark.parametrize(
    ("hour", "shown"), [(7350, 123), (7349, 122), (7320, 122), (29, 0), (30, 1), (1250, 21)]
)
def test_tariff_shown_for_minutes_is_a_sixtieth_rounded_half_up(hour: int, shown: int) -> None:
    tariffs = (a_tariff("04", hour),)
    assert priced(tariffs, "01", 60, shown, hour) == AWARDED
    assert priced(tariffs, "01", 60, shown + 1, hour) == ("0611",)


def test_minutes_times_the_shown_tariff_are_not_the_amount() -> None:
    assert priced(HOUR_7350, "01", 61, 123, 61 * 123) == ("9346",)


def test_hour_tariff_shown_on_a_line_in_minutes() -> None:
    assert priced(HOUR_7350, "01", 60, 7350, 7350) == ("0611",)


def test_minute_tariff_in_the_contract_is_multiplied() -> None:
    assert priced(MINUTE_123, "01", 61, 123, 7503) == AWARDED
    assert priced(MINUTE_123, "01", 61, 123, 7473) == ("9346",)


def test_hours_where_the_contract_has_minutes() -> None:
    assert priced(MINUTE_123, "04", 1, 7380, 7380) == ("0611",)
    assert priced(MINUTE_123, "04", 1, 123, 123) == ("0611",)


def test_contract_with_both_pays_minutes_by_the_minute_and_hours_by_the_hour() -> None:
    assert priced(BOTH, "01", 61, 123, 7503) == AWARDED
    assert priced(BOTH, "04", 2, 7350, 14700) == AWARDED


@pytest.mark.parametrize("allocated", [aspecific(), generic()], ids=["aspecific", "generic"])
def test_minutes_on_an_allocation_that_names_no_unit(allocated: object) -> None:
    line = a_line(unit="01", volume=61, tariff=123, amount=7473)
    known = for_client(allocated)  # type: ignore[arg-type]
    assert code(line, tariffs={PRODUCT: HOUR_7350}, allocations=known) == AWARDED
    line = a_line(unit="01", volume=61, tariff=123, amount=7503)
    assert code(line, tariffs={PRODUCT: MINUTE_123}, allocations=known) == AWARDED


def test_minutes_on_an_allocation_in_hours() -> None:
    line = a_line(unit="01", volume=61, tariff=123, amount=7473)
    assert code(line, tariffs={PRODUCT: HOUR_7350}) == AWARDED


@pytest.mark.parametrize("unit", ["04", "14", "16", "82", "84"])
def test_other_units_are_multiplied_exactly(unit: str) -> None:
    tariffs = (a_tariff(unit, 3333),)
    assert priced(tariffs, unit, 3, 3333, 9999) == AWARDED
    assert priced(tariffs, unit, 3, 3333, 9998) == ("9346",)
    assert priced(tariffs, unit, 3, 3333, 10000) == ("9346",)
    assert priced(tariffs, unit, 3, 3332, 9996) == ("0611",)
    assert priced(tariffs, unit, 3, 3332, 9999) == ("0611", "9346")


def test_nothing_delivered_costs_nothing() -> None:
    assert priced((a_tariff(),), "04", 0, 1250, 0) == AWARDED
    assert priced((a_tariff(),), "04", 0, 1250, 1) == ("9346",)
    assert priced((a_tariff(cents=0),), "04", 5, 0, 0) == AWARDED


def test_line_in_euros_has_no_tariff_to_compare() -> None:
    assert priced((a_tariff("83", None),), "83", 70000, None, 70000) == AWARDED


def test_line_in_euros_needs_the_product_in_the_contract() -> None:
    assert priced((), "83", 70000, None, 70000) == ("0611",)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2023, 4, 1), ("0611",)),  # the contract of the product ends the day before
        (date(2023, 3, 1), AWARDED),
    ],
)
def test_tariff_ends_with_its_last_day(start: date, expected: tuple[str, ...]) -> None:
    ended = (a_tariff(end=date(2023, 3, 31)),)
    assert code(a_line(month=start), tariffs={PRODUCT: ended}) == expected


def test_tariff_of_the_first_day_of_the_line_counts() -> None:
    raised = (
        a_tariff(cents=1250, end=date(2023, 4, 1)),
        a_tariff(cents=1300, start=date(2023, 4, 2)),
    )
    assert code(a_line(), tariffs={PRODUCT: raised}) == AWARDED
    assert code(a_line(tariff=1300, amount=5001), tariffs={PRODUCT: raised}) == ("0611", "9346")


def test_new_tariff_counts_from_its_first_day() -> None:
    raised = (
        a_tariff(cents=1250, end=date(2023, 3, 31)),
        a_tariff(cents=1300, start=date(2023, 4, 1)),
    )
    assert code(a_line(tariff=1300, amount=5200), tariffs={PRODUCT: raised}) == AWARDED
    assert code(a_line(), tariffs={PRODUCT: raised}) == ("0611",)
    assert code(a_line(month=date(2023, 3, 1)), tariffs={PRODUCT: raised}) == AWARDED


NOWHERE: dict[str, frozenset[str]] = {}
TWO = {"01A03": frozenset({"01", "02"})}
ELSEWHERE = {"01A03": frozenset({"02"})}


@pytest.mark.parametrize(
    ("category", "own", "categories", "expected"),
    [
        # nobody contracted the code: its first two characters name the category
        ("01", "01A99", NOWHERE, ("0611",)),
        ("02", "01A99", NOWHERE, ("S329",)),
        ("01", "A99", NOWHERE, ("S329",)),
        ("01", "1", NOWHERE, ("S329",)),
        # the contracted pairs of the municipality decide
        ("01", "01A03", TWO, ("0611",)),
        ("02", "01A03", TWO, ("0611",)),
        ("02", "01A03", ELSEWHERE, ("0611",)),
        ("01", "01A03", ELSEWHERE, ("S329",)),
        ("03", "01A03", TWO, ("S329",)),
    ],
)
def test_product_outside_the_contract(
    category: str, own: str, categories: dict[str, frozenset[str]], expected: tuple[str, ...]
) -> None:
    line = a_line(category=category, code=own, tariff=1250)
    allocated = for_client(generic())
    assert code(line, tariffs={}, categories=categories, allocations=allocated) == expected


def test_amount_outside_the_contract_is_still_multiplied() -> None:
    assert code(a_line(amount=5001), tariffs={}) == ("0611", "9346")


def test_minutes_outside_the_contract_are_not_multiplied() -> None:
    line = a_line(unit="01", volume=61, tariff=123, amount=7473)
    assert code(line, tariffs={}) == ("0611",)


def test_agreed_tariff_of_a_unit_nobody_agreed() -> None:
    assert agreed_tariff(HOUR_7350, "16") is None
    assert agreed_tariff((), "01") is None


def test_agreed_amount_of_the_largest_line() -> None:
    most = 99_999_999
    assert agreed_amount(HOUR_7350, "01", most, 123) == (7350 * most + 30) // 60
    assert agreed_amount((a_tariff(cents=most),), "04", most, most) == most**2
