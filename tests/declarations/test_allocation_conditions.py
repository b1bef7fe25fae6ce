"""Every condition of a 301, broken one at a time."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.allocation_conditions import CONDITIONS, problems, text_of
from declarations.allocations import AllocatedProduct, AllocationMessage, Contact, Relation
from declarations.model import Law

HOME = Contact("01", True, True, False)
CARE = AllocatedProduct(
    number=101,
    assigned_at=datetime.fromisoformat("2023-01-01T12:34:56"),
    start=date(2023, 1, 1),
    end=date(2023, 12, 31),
    category="02",
    code="02A03",
    volume=4,
    unit="04",
    frequency="2",
)


def message(*products, **fields) -> AllocationMessage:
    values = {
        "law": Law.WMO,
        "municipality": "0384",
        "provider": "65656055",
        "identification": "1",
        "dated": date(2023, 8, 13),
        "bsn": "999900006",
        "born": date(1967, 8, 13),
        "born_usage": None,
        "contacts": (HOME,),
        "relations": (),
        "products": products or (CARE,),
    }
    return AllocationMessage(**(values | fields))


def rules(*products, test_numbers=True, **fields) -> list[str]:
    return [found.rule for found in problems(message(*products, **fields), test_numbers)]


def product(**fields) -> AllocatedProduct:
    return replace(CARE, **fields)


def other(**fields) -> AllocatedProduct:
    return replace(CARE, number=102, **fields)


OPEN_CATEGORY = {"code": None, "volume": None, "unit": None, "frequency": None}
BUDGET = OPEN_CATEGORY | {"budget": 5000}
GENERIC = BUDGET | {"category": None}
LATER = {"start": date(2024, 1, 1), "end": date(2024, 6, 30)}


def test_a_correct_message_has_no_problems():
    assert rules() == []


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("CS002", {"bsn": "999900007"}),
        ("BSN", {"bsn": "000000000"}),
        ("TR002", {"born": date(1903, 8, 12)}),
        ("TR002", {"born": date(1900, 1, 1), "born_usage": "2"}),
        ("TR134", {"born": date(2023, 8, 14)}),
        ("TR006", {"contacts": (HOME, Contact("02", True, False, False))}),
        ("TR006", {"relations": (Relation("1", Contact("03", True, False, False)),)}),
        ("TR061", {"contacts": (replace(HOME, kind="04"),)}),
        ("TR061", {"contacts": (Contact("01", False, False, True),)}),
        ("TR101", {"contacts": (HOME, HOME)}),
        ("TR101", {"relations": (Relation("1", HOME), Relation("1", HOME))}),
    ],
)
def test_a_client_that_breaks_a_condition(rule, fields):
    assert rules(**fields) == [rule]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("TR134", {"assigned_at": datetime.fromisoformat("2023-08-14")}),
        ("CD041", {"volume": None, "unit": None, "frequency": None}),
        ("CD075", BUDGET | {"end": None}),
        ("CD076", {"end": None}),
        ("CD079", OPEN_CATEGORY | {"category": None}),
        ("CD080", {"code": None}),
        ("CS338", {"unit": "14", "frequency": "1"}),
        ("CS338", {"unit": "83", "frequency": "1"}),
        ("CS335", {"reason": "13"}),
        ("CS336", {"reason": "01"}),
        ("CS003", {"end": date(2022, 12, 31)}),
    ],
)
def test_a_product_that_breaks_a_condition(rule, fields):
    assert rules(product(**fields)) == [rule]


def test_a_size_and_a_budget_exclude_each_other_from_both_sides():
    assert rules(product(budget=5000)) == ["CD077", "CD078"]


@pytest.mark.parametrize(
    "fields",
    [
        {"born": date(1903, 8, 13)},
        {"born": date(1900, 1, 1), "born_usage": "3"},
        {"contacts": (HOME, Contact("04", False, False, True))},
    ],
)
def test_a_client_at_the_edge_is_right(fields):
    assert rules(**fields) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"end": None, "frequency": "4"},
        OPEN_CATEGORY | {"end": None},
        BUDGET,
        GENERIC,
        {"code": None, "start": date(2020, 1, 1), "end": date(2020, 12, 31)},
        {"unit": "82", "frequency": "1"},
        {"reason": "13", "end": date(2023, 1, 1)},
    ],
)
def test_a_product_at_the_edge_is_right(fields):
    assert rules(product(**fields)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CARE, other()),
        (CARE, other(start=date(2023, 12, 31), end=date(2024, 1, 31))),
        (product(end=None, frequency="4"), other(**LATER)),
        (CARE, other(**OPEN_CATEGORY)),
        (product(**OPEN_CATEGORY), other(code="02A04")),
        (CARE, other(**GENERIC)),
        (product(**GENERIC), other(category="11", code="11A01")),
    ],
)
def test_periods_of_the_same_product_may_not_overlap(first, second):
    assert rules(first, second) == ["TR302"]
    assert rules(second, first) == ["TR302"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CARE, other(**LATER)),
        (CARE, other(code="02A04")),
        (CARE, other(category="03", **OPEN_CATEGORY)),
        (product(category="11", code="11A01"), other(category="11", code="11A01")),
        (product(category="11", code="11A01"), other(category="11", **OPEN_CATEGORY)),
        (CARE, other(reason="13", end=CARE.start)),
    ],
)
def test_these_products_may_stand_side_by_side(first, second):
    assert rules(first, second) == []


def test_a_number_twice_in_a_message():
    assert rules(CARE, product(**LATER)) == ["TR101"]


def test_test_numbers_are_refused_where_people_are_real():
    assert rules(test_numbers=False) == ["BSN-TEST"]
    assert rules(bsn="111222333", test_numbers=False) == []


def test_no_finding_quotes_the_citizen_number():
    broken = message(bsn="999900007")
    assert "999900007" not in repr(problems(broken, test_numbers=False))


def test_every_finding_has_a_sentence_in_both_languages():
    for rule in ("SENDER", "RECEIVER", "TR332", "BSN-TEST", *(c.rule for c in CONDITIONS)):
        assert text_of(rule).nl.endswith(".")
        assert text_of(rule).en.endswith(".")


days = st.dates(date(2023, 1, 1), date(2023, 3, 1))
products = st.builds(
    lambda category, coded, start, end, reason: product(
        category=category,
        code=f"{category}A" if category and coded else None,
        start=start,
        end=end and max(start, end),
        reason=reason,
    ),
    st.sampled_from([None, "02", "03", "11"]),
    st.booleans(),
    days,
    st.none() | days,
    st.sampled_from([None, "13"]),
)


@given(st.lists(products, max_size=5))
def test_overlaps_are_found_as_comparing_all_pairs_finds_them(found):
    numbered = [replace(p, number=i) for i, p in enumerate(found)]
    clash = any(clashes(one, two) for i, one in enumerate(numbered) for two in numbered[i + 1 :])
    assert ("TR302" in rules(*numbered)) == clash if numbered else True


def clashes(one: AllocatedProduct, two: AllocatedProduct) -> bool:
    if one.deleted or two.deleted:
        return False
    if one.start > (two.end or date.max) or two.start > (one.end or date.max):
        return False
    if None in (one.category, two.category):
        return True
    if one.category != two.category or one.category == "11":
        return False
    return one.code == two.code or None in (one.code, two.code)
