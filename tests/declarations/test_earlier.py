"""A message beside earlier ones and the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from declarations.findings import Outcome
from tests.builders import BSN, OTHER_BSN, a_client, a_line, a_message
from tests.declarations.situations import (
    AWARDED,
    a_tariff,
    an_allocation,
    aspecific,
    code,
    codes,
    for_client,
    judged,
    live,
)

USED: dict[str, Any] = {"identification_used": True}


@pytest.mark.parametrize(
    ("known", "header"),
    [
        (USED, ("9056",)),
        ({"municipality_listed": False}, ("S300",)),
        ({"today": date(2023, 5, 5)}, ("8848",)),
        (USED | {"municipality_listed": False, "today": date(2023, 5, 5)},
         ("8848", "9056", "S300")),
        # what is wrong in the declaration is not looked at
        (USED | {"number_used": True, "allocations": {}}, ("9056",)),
    ],
)  # fmt: skip
def test_header_ends_the_judging_with_all_its_codes(
    known: dict[str, Any], header: tuple[str, ...]
) -> None:
    verdict = judged(a_message(), **known)
    assert (verdict.outcome, verdict.level) == (Outcome.REJECTED, None)
    assert (verdict.header, verdict.declaration) == (header, None)
    assert (verdict.clients, verdict.lines, verdict.awarded_cents) == ((), (), 0)
    assert not verdict.processed


@pytest.mark.parametrize(
    ("known", "declaration"),
    [
        ({"number_used": True}, ("9333",)),
        ({"last_period": date(2023, 5, 1)}, ("8214",)),
        ({"number_used": True, "last_period": date(2023, 5, 1)}, ("8214", "9333")),
        ({"number_used": True, "allocations": {}}, ("9333",)),
    ],
)
def test_declaration_ends_the_judging_with_all_its_codes(
    known: dict[str, Any], declaration: tuple[str, ...]
) -> None:
    verdict = judged(a_message(), **known)
    assert verdict.outcome is Outcome.REJECTED
    assert (verdict.header, verdict.declaration) == (("0200",), declaration)
    assert (verdict.clients, verdict.lines, verdict.awarded_cents) == ((), (), 0)
    assert (verdict.submitted_cents, verdict.processed) == (5000, False)


@pytest.mark.parametrize(("days", "header"), [(-1, ("8848",)), (0, ("0200",)), (1, ("0200",))])
def test_message_may_be_dated_today(days: int, header: tuple[str, ...]) -> None:
    message = a_message()
    assert judged(message, today=message.header.dated + timedelta(days)).header == header


def test_date_of_the_declaration_alone_may_lie_in_the_future() -> None:
    verdict = judged(a_message(declaration_dated=date(2024, 1, 1)))
    assert verdict.outcome is Outcome.AWARDED


@pytest.mark.parametrize(
    ("last", "declaration"),
    [
        (None, ("8001",)),
        (date(2022, 1, 1), ("8001",)),
        (date(2023, 3, 1), ("8001",)),
        (date(2023, 4, 1), ("8001",)),
        (date(2023, 5, 1), ("8214",)),
    ],
    ids=["first ever", "a gap", "the month before", "the same month", "a later month"],
)
def test_period_beside_the_last_processed_one(
    last: date | None, declaration: tuple[str, ...]
) -> None:
    assert judged(a_message(), last_period=last).declaration == declaration


def test_late_line_is_welcome_in_the_declaration_of_a_later_month() -> None:
    verdict = judged(a_message(a_client(a_line(month=date(2023, 2, 1)))),
                     last_period=date(2023, 4, 1))  # fmt: skip
    assert verdict.outcome is Outcome.AWARDED


def test_used_reference_falls_and_comes_with_the_other_codes() -> None:
    used = frozenset({"RN001"})
    assert code(a_line(), used_references=used) == ("8021",)
    assert code(a_line(amount=1, allocation=9), used_references=used) == ("8021", "9338", "9346")
    assert code(a_line(reference="RN001 "), used_references=used) == AWARDED
    assert code(a_line(reference="rn001"), used_references=used) == AWARDED


def test_first_in_the_document_keeps_the_reference() -> None:
    known = for_client(an_allocation()) | for_client(an_allocation(2), bsn=OTHER_BSN)
    message = a_message(
        a_client(a_line()),
        a_client(a_line(allocation=2), a_line(reference="B", allocation=3), bsn=OTHER_BSN),
    )
    verdict = judged(message, allocations=known)
    assert [each.codes for each in verdict.lines] == [AWARDED, ("8021",), ("9338",)]


def test_first_in_the_document_keeps_the_reference_even_when_it_falls() -> None:
    message = a_message(
        a_client(a_line(allocation=9)), a_client(a_line(), bsn="999900031"),
    )  # fmt: skip
    known = for_client(an_allocation()) | for_client(an_allocation(), bsn="999900031")
    verdict = judged(message, allocations=known)
    assert [each.codes for each in verdict.lines] == [("9338",), ("8021",)]


def test_document_order_decides_not_the_order_of_judging() -> None:
    late, early = a_line(), a_line(month=date(2023, 2, 1), allocation=2)
    known = for_client(an_allocation()) | for_client(an_allocation(2), bsn=OTHER_BSN)
    message = a_message(a_client(late), a_client(early, bsn=OTHER_BSN))
    verdict = judged(message, allocations=known)
    assert [each.codes for each in verdict.lines] == [AWARDED, ("8021",)]


APRIL = a_line()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (APRIL, ("9389",)),
        (a_line(month=date(2023, 3, 1)), AWARDED),
        (a_line(month=date(2022, 4, 1)), AWARDED),
        (a_line(code="01A04"), AWARDED),
        (a_line(category="02"), AWARDED),
        (a_line(allocation=2), AWARDED),
        # another part of the same month is the same month
        (a_line(start=date(2023, 4, 1), end=date(2023, 4, 10)), ("9389",)),
    ],
    ids=["same", "month before", "year before", "code", "category", "allocation", "part"],
)
def test_second_debit_for_allocation_product_and_month(
    other: Any, expected: tuple[str, ...]
) -> None:
    assert code(APRIL, live_debits=live(other)) == expected


def test_shortened_allocation_opens_no_second_debit() -> None:
    shortened = for_client(an_allocation(end=date(2023, 4, 20)))
    line = a_line(end=date(2023, 4, 20))
    assert code(line, allocations=shortened, live_debits=live(APRIL)) == ("9389",)


def test_second_half_of_a_month_after_the_first_in_one_message() -> None:
    first = a_line(reference="A", end=date(2023, 4, 15))
    second = a_line(reference="B", start=date(2023, 4, 1))
    half = for_client(an_allocation(end=date(2023, 4, 15)))
    assert codes(first, second, allocations=half) == [AWARDED, ("9308", "9388", "9389")]
    # a first one that falls takes no place
    assert codes(replace(first, amount=1), replace(second, end=date(2023, 4, 14)),
                 allocations=half) == [("9346",), ("9388",)]  # fmt: skip


def test_debits_are_judged_by_their_first_day_and_then_their_place() -> None:
    later = a_line(reference="A", start=date(2023, 4, 10))
    earlier = a_line(reference="B")
    known: dict[str, Any] = {"allocations": for_client(aspecific())}
    assert codes(later, earlier, **known) == [("9387", "9389"), AWARDED]


def test_allocation_number_of_another_client_is_no_second_debit() -> None:
    line = a_line(reference="B")
    message = a_message(a_client(a_line(), bsn=BSN), a_client(line, bsn=OTHER_BSN))
    known = for_client(an_allocation()) | for_client(an_allocation(5), bsn=OTHER_BSN)
    verdict = judged(message, allocations=known)
    assert [each.codes for each in verdict.lines] == [AWARDED, ("9338",)]


def test_nothing_declared_still_takes_the_month() -> None:
    nothing = a_line(volume=0, amount=0)
    assert code(nothing) == AWARDED
    assert code(a_line(reference="B"), live_debits=live(nothing)) == ("9389",)


def test_second_debit_comes_with_what_else_is_wrong() -> None:
    line = replace(APRIL, tariff=1300, amount=1)
    known: dict[str, Any] = {"tariffs": {("01", "01A03"): (a_tariff(),)}}
    assert code(line, live_debits=live(APRIL), **known) == ("0611", "9346", "9389")
