"""Every condition of a 305 and 307, broken one at a time."""

from dataclasses import replace
from datetime import date

import pytest

from declarations.findings import Owner
from declarations.start_conditions import CONDITIONS, problems, text_of
from declarations.start_history import CODES
from tests.care_messages import a_care_message, a_start, a_stop


def rules(*events, test_numbers=True, **fields) -> list[str]:
    return [found.rule for found in problems(a_care_message(*events, **fields), test_numbers)]


def test_correct_messages_have_no_problems():
    assert rules(a_start()) == []
    assert rules(a_stop()) == []
    assert rules(a_start(1), a_start(2)) == []


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("CS002", {"bsn": "999900007"}),
        ("BSN", {"bsn": "000000000"}),
        ("TR002", {"born": date(1903, 5, 9)}),
        ("TR134", {"born": date(2023, 5, 11)}),
    ],
)
def test_a_client_that_breaks_a_condition(rule, fields):
    assert rules(**fields) == [rule]


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        ("TR134", a_start(start=date(2023, 5, 11))),
        ("TR134", a_stop(end=date(2023, 5, 11))),
        ("TR018", a_stop(end=date(2023, 1, 8))),
        ("CS058", a_start(status="2")),
        ("CS058", a_stop(status="9")),
    ],
)
def test_an_event_that_breaks_a_condition(rule, event):
    assert rules(event) == [rule]


@pytest.mark.parametrize(
    "event",
    [
        a_start(start=date(2023, 5, 10)),
        a_stop(end=date(2023, 1, 9)),
        a_start(status="3"),
        a_start(None),
        a_start(category=None, code=None),
    ],
)
def test_an_event_at_the_edge_is_right(event):
    assert rules(event) == []


def test_the_same_event_may_stand_once_whatever_its_status():
    assert rules(a_start(), a_start(status="3")) == ["TR101"]
    assert rules(a_stop(), a_stop(reason="20")) == []
    assert rules(a_start(), a_start(code="01A04")) == []
    [found] = problems(a_care_message(a_stop(), a_stop()), True)
    assert found.path == "/Bericht/Client/StopProducten/StopProduct[2]"


def test_a_finding_is_for_the_provider_and_sends_the_message_back():
    [found] = problems(a_care_message(a_start(status="2", source_line=31)), True)
    assert (found.code, found.level, found.owner) == ("0001", 2, Owner.PROVIDER)
    assert found.path == "/Bericht/Client/StartProducten/StartProduct[1]/StatusAanlevering"
    assert found.source_line == 31


def test_production_takes_no_test_numbers():
    assert rules(test_numbers=False) == ["BSN-TEST"]
    assert rules(test_numbers=False, bsn="111222333") == []


def test_no_finding_quotes_the_citizen_number():
    message = a_care_message(a_start(status="2"), a_start(status="2"))
    broken = replace(message, bsn="999900007", born=date(1800, 1, 1))
    assert "999900007" not in repr(problems(broken, False))


def test_every_rule_has_a_sentence_in_both_languages():
    names = [each.rule for each in CONDITIONS]
    for rule in (*names, *CODES, "BSN-TEST", "SENDER", "RECEIVER", "TR378"):
        assert text_of(rule).nl != text_of(rule).en
    with pytest.raises(KeyError):
        text_of("TR346")
