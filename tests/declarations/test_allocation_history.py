"""A 301 held against what is known: what rejects it, and what is only noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.allocation_conditions import text_of
from declarations.allocation_history import Awarded, Known, as_allocation, errors, warnings
from declarations.allocation_texts import ALLOCATION_HISTORY
from declarations.allocations import AllocatedProduct
from declarations.findings import Finding, Severity
from declarations.model import Law
from declarations.returns import return_on
from tests.allocation_messages import an_allocation, an_allocation_message

TODAY = date(2023, 12, 1)
PRODUCT = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]"
DELETED = {"reason": "13", "end": date(2023, 1, 1)}
LATER = "2023-06-01T00:00:00"
YEAR = Awarded(date(2023, 1, 1), date(2023, 6, 30), 60)


def known(**changes: Any) -> Known:
    return Known(today=TODAY, **changes)


def in_force(*products: AllocatedProduct) -> dict[str, Any]:
    return {"in_force": {each.number: as_allocation(each) for each in products}}


def rules(found: list[Finding]) -> list[str]:
    return [each.rule for each in found]


ERRORS = {
    # rule: code, level, path, what is known, what makes it right
    "TR056": ("9056", 3, "/Bericht/Header/BerichtIdentificatie/Identificatie",
              {"identification_used": True}, {"identification_used": False}),
    "TR378": ("S300", 4, "/Bericht/Header/Afzender",
              {"exists": lambda day: day.year > 2023}, {"exists": lambda day: day.year >= 2023}),
    "TR332": ("9332", 3, f"{PRODUCT}/ToewijzingNummer",
              {"taken": frozenset({20072})}, {"taken": frozenset({20073})}),
    "TR381": ("S329", 4, f"{PRODUCT}/Product/Code",
              {"contracted": {"01A03": frozenset({"02"})}},
              {"contracted": {"01A03": frozenset({"01", "02"})}}),
}  # fmt: skip


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
@pytest.mark.parametrize("rule", ERRORS)
def test_each_rule_rejects_what_breaks_it_and_nothing_else(rule: str, law: Law) -> None:
    code, level, path, wrong, right = ERRORS[rule]
    message = an_allocation_message(an_allocation(), law=law)
    [found] = errors(message, known(**wrong))
    assert (found.rule, found.code, found.level, found.path) == (rule, code, level, path)
    assert found.severity is Severity.ERROR
    assert errors(message, known(**right)) == []


def test_a_message_of_tomorrow() -> None:
    tomorrow = an_allocation_message(dated=TODAY + timedelta(1))
    [found] = errors(tomorrow, known())
    assert (found.rule, found.code, found.level) == ("TR135", "8848", 4)
    assert errors(an_allocation_message(dated=TODAY), known()) == []


@pytest.mark.parametrize(
    ("category", "code", "right"),
    [("01", "01A03", True), ("02", "01A03", False), ("02", None, True), (None, None, True)],
)
def test_a_code_nobody_contracted_belongs_to_the_category_it_names(
    category: str | None, code: str | None, right: bool
) -> None:
    message = an_allocation_message(an_allocation(category=category, code=code))
    assert (errors(message, known()) == []) == right


def test_an_allocation_with_lines_awarded_is_not_deleted() -> None:
    awarded = {"awarded": {20072: YEAR}}
    message = an_allocation_message(an_allocation(**DELETED))
    [found] = errors(message, known(**awarded))
    assert (found.rule, found.code, found.path) == ("TR385", "9385", f"{PRODUCT}/RedenWijziging")
    assert errors(message, known()) == []
    assert errors(an_allocation_message(), known(**awarded)) == []
    assert errors(message, known(**awarded, outdated=frozenset({20072}))) == []


def test_everything_wrong_is_told_at_once_with_the_header_in_the_retour() -> None:
    message = an_allocation_message(an_allocation(**DELETED), dated=TODAY + timedelta(1))
    found = errors(message, known(identification_used=True, awarded={20072: YEAR}))
    assert rules(found) == ["TR056", "TR135", "TR385"]
    assert return_on(found).header == ("8848", "9056")


CHANGES = {
    "Ingangsdatum": {"start": date(2023, 2, 1)},
    "Product/Code": {"code": "01A04"},
    "Product/Categorie": {"category": "02"},
    "Omvang/Eenheid": {"unit": "01"},
    "Omvang/Frequentie": {"frequency": "2"},
    "Omvang/Volume": {"volume": 9},
}


@pytest.mark.parametrize("element", CHANGES)
def test_a_new_version_changes_only_what_it_may(element: str) -> None:
    message = an_allocation_message(an_allocation(assigned_at=LATER, **CHANGES[element]))
    [found] = warnings(message, known(**in_force(an_allocation())))
    assert (found.rule, found.path) == ("OP033x1", f"{PRODUCT}/{element}")
    assert found.severity is Severity.WARNING and found.expected != found.received
    assert return_on([found]).accepted


@pytest.mark.parametrize(
    "changes", [{"end": date(2023, 6, 30)}, {"end": None}, DELETED], ids=["short", "open", "gone"]
)
def test_the_end_may_change_and_an_allocation_may_go(changes: dict[str, Any]) -> None:
    message = an_allocation_message(an_allocation(assigned_at=LATER, **changes))
    assert warnings(message, known(**in_force(an_allocation()))) == []


def test_a_volume_in_total_may_change() -> None:
    before = an_allocation(frequency="6")
    message = an_allocation_message(replace(before, volume=99))
    assert warnings(message, known(**in_force(before))) == []


def test_a_budget_may_change() -> None:
    plain = {"code": None, "volume": None, "unit": None, "frequency": None}
    before = an_allocation(**plain, budget=100)
    message = an_allocation_message(replace(before, budget=200))
    assert warnings(message, known(**in_force(before))) == []


NARROWER = {
    "Einddatum": ({"end": date(2023, 6, 29)}, "2023-06-30", "2023-06-29"),
    "Ingangsdatum": ({"start": date(2023, 1, 2)}, "2023-01-01", "2023-01-02"),
    "Omvang/Volume": ({"volume": 59, "frequency": "6"}, "60", "59"),
}


@pytest.mark.parametrize("element", NARROWER)
def test_less_than_was_awarded_is_noted_with_figures(element: str) -> None:
    changes, expected, received = NARROWER[element]
    message = an_allocation_message(an_allocation(**changes))
    [found] = warnings(message, known(awarded={20072: YEAR}))
    assert (found.rule, found.path) == ("OP362", f"{PRODUCT}/{element}")
    assert (found.expected, found.received) == (expected, received)


def test_a_budget_below_what_was_awarded() -> None:
    plain = {"code": None, "volume": None, "unit": None, "frequency": None}
    message = an_allocation_message(an_allocation(**plain, budget=59))
    [found] = warnings(message, known(awarded={20072: YEAR}))
    assert (found.path, found.expected, found.received) == (f"{PRODUCT}/Budget", "60", "59")


def test_exactly_what_was_awarded_is_enough() -> None:
    message = an_allocation_message(an_allocation(end=date(2023, 6, 30), volume=60, frequency="6"))
    assert warnings(message, known(awarded={20072: YEAR})) == []


STACKED = {
    "same product": ({}, {}, True),
    "other code": ({"code": "01A04"}, {}, False),
    "whole category": ({}, {"code": None}, True),
    "any product": ({}, {"category": None, "code": None}, True),
    "other category": ({"category": "02", "code": "02A01"}, {}, False),
    "after it": ({"start": date(2024, 1, 1), "end": None}, {}, False),
    "on its last day": ({"start": date(2023, 12, 31), "end": None}, {}, True),
    "an open one": ({"start": date(2024, 1, 1), "end": None}, {"end": None}, True),
    "a deleted one": ({}, DELETED, False),
    "aids": ({"category": "11", "code": "11A01"}, {"category": "11", "code": "11A01"}, False),
}


@pytest.mark.parametrize("name", STACKED)
def test_the_same_product_twice_in_the_same_days_is_noted(name: str) -> None:
    new, old, stacked = STACKED[name]
    message = an_allocation_message(an_allocation(**new))
    found = warnings(message, known(**in_force(an_allocation(7, **old))))
    assert rules(found) == (["OP259"] if stacked else [])
    if stacked:
        assert (found[0].path, found[0].received) == (PRODUCT, "7")


def test_what_changes_nothing_is_not_noted() -> None:
    message = an_allocation_message(an_allocation(code="01A04", end=date(2023, 2, 1)))
    state = known(
        **in_force(an_allocation(), an_allocation(7)), awarded={20072: YEAR},
        outdated=frozenset({20072}),
    )  # fmt: skip
    assert warnings(message, state) == []


def test_every_rule_has_its_sentence_in_both_languages() -> None:
    for rule in ALLOCATION_HISTORY:
        text = text_of(rule)
        assert text.nl and text.en and text.nl != text.en


numbers = st.integers(0, 3)
products = st.lists(
    st.builds(
        an_allocation,
        numbers,
        start=st.dates(date(2023, 1, 1), date(2023, 3, 1)),
        end=st.none() | st.dates(date(2023, 3, 1), date(2023, 12, 31)),
        code=st.sampled_from(["01A03", "01A04"]),
        volume=st.integers(0, 100),
    ),
    max_size=4,
    unique_by=lambda product: product.number,
)


@given(products, products, st.frozensets(numbers), st.frozensets(numbers))
def test_a_warning_never_rejects_and_an_error_always_does(new, old, taken, outdated) -> None:
    if not new:
        return
    message = an_allocation_message(*new)
    state = known(**in_force(*old), taken=taken, outdated=outdated,
                  awarded={each.number: YEAR for each in old})  # fmt: skip
    assert return_on(warnings(message, state)).accepted
    wrong = errors(message, state)
    assert return_on(wrong).accepted == (not wrong) == (not taken & {p.number for p in new})
