"""What happens in a demonstration: the same every time, invented, and all that can go wrong."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from declarations.allocation_conditions import problems
from declarations.identifiers import is_test_number, passes_eleven_test
from declarations.rules import RULEBOOK
from portal.contracts.service import open_region
from portal.demo.caseload import Caseload
from portal.demo.timeline import Allocating, Happening, Sending, timeline
from portal.demo.window import Window
from schemas.istandaarden.declaration import read_declaration
from schemas.refusals import MessageRefused

TODAY = date(2026, 11, 22)
SMALL, WHOLE = 0.1, 1.0
REGION = open_region("hart-van-brabant", accounts=True)
CANNOT_BREAK = {
    **dict.fromkeys(
        ("TR337", "TR342", "TR366", "TR367", "TR371", "TR376"),
        "about the answer, which the portal writes itself",
    ),
    "CS015": "a subversion is refused by the schema, under the name XSD",
    "CS025": "a version is refused by the schema, under the name XSD",
    "CS319": "a declaration number is refused by the schema, under the name XSD",
    "RS0xx": "lengths and formats are refused by the schema, under the name XSD",
    **dict.fromkeys(("ZP001", "ZP002"), "warnings about trajectories, which nobody here declares"),
    **dict.fromkeys(("ZP003", "ZP004"), "about decisions, of which no contract here asks anything"),
}


@cache
def half_year(size: float) -> list[Happening]:
    return timeline(REGION, TODAY, size)


def sent(size: float) -> list[Sending]:
    return [each for each in half_year(size) if isinstance(each, Sending)]


def test_the_same_day_gives_the_same_half_year():
    assert timeline(REGION, TODAY, SMALL) == half_year(SMALL)


def test_another_day_gives_another():
    assert timeline(REGION, TODAY + timedelta(days=40), SMALL) != half_year(SMALL)


@pytest.mark.parametrize("size", [SMALL, WHOLE])
def test_every_rule_that_can_break_does(size):
    broken = set[str]().union(*(each.rules for each in sent(size)))
    assert {rule.rule for rule in RULEBOOK.rules} - broken == set(CANNOT_BREAK)
    assert broken >= {"XSD", "XML", "ENCODING", "ZIP", "SENDER", "RECEIVER"}


def test_most_files_have_nothing_wrong_in_them():
    lines = fine = 0
    for each in sent(WHOLE):
        lines += each.data.count(b":Prestatie>") // 2
        fine += not each.rules
    assert fine > len(sent(WHOLE)) * 0.4
    assert lines > 2_000  # beside those in a ZIP


def test_nothing_happens_today_or_out_of_turn():
    moments = [each.when for each in half_year(WHOLE)]
    assert moments == sorted(moments)
    assert moments[-1].date() < TODAY
    assert Window(TODAY).months == tuple(date(2026, month, 1) for month in range(5, 11))


@pytest.mark.parametrize(
    "today", [date(2026, 12, 1), date(2027, 1, 4), date(2026, 11, 30), date(2027, 2, 28)]
)
def test_it_can_be_any_day(today):
    assert any(isinstance(each, Sending) for each in timeline(REGION, today, SMALL))


def test_everybody_in_it_is_of_the_test_range():
    for happening in half_year(WHOLE):
        for message in happening.messages if isinstance(happening, Allocating) else ():
            assert passes_eleven_test(message.bsn) and is_test_number(message.bsn)
            assert problems(message, test_numbers=True) == []


def test_a_declaration_holds_no_number_of_a_real_person():
    for each in sent(WHOLE):
        try:
            message = read_declaration(each.data)
        except MessageRefused:
            continue
        for client in message.declaration.clients:
            assert is_test_number(client.bsn)
            assert passes_eleven_test(client.bsn) or "CS002" in each.rules


def test_there_is_something_for_everybody_to_look_at():
    window = Window(TODAY)
    cares = Caseload(REGION, window).cares
    soon = TODAY + timedelta(days=60)
    assert len({care.bsn for care in cares}) > 500
    assert {care.supply.lane[1] for care in cares} == {m.code for m in REGION.municipalities}
    assert sum(care.unused for care in cares) > 10
    assert sum(care.end is not None and TODAY < care.end <= soon for care in cares) > 10
    assert Counter(care.revision.reason for care in cares if care.revision).keys() == {
        "04", "05", "13",
    }  # fmt: skip
    assert sum(care.budget is not None for care in cares) > 10


def test_the_last_month_is_partly_to_be_declared():
    window = Window(TODAY)
    lanes = {care.supply.lane for care in Caseload(REGION, window).cares}
    waiting = {lane for lane in lanes if window.sent_on(lane, window.months[-1]) >= TODAY}
    assert 3 < len(waiting) < len(lanes) / 2
