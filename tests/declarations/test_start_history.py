"""A report held against what was reported before."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.start_history import CODES, HISTORY, Reported, contradictions
from declarations.starts import Care, CareEvent
from tests.care_messages import a_start, a_stop

SUMMER = date(2023, 7, 1)


def broken(event: CareEvent, *before: CareEvent) -> list[str]:
    """The rules broken, with the care read off whether there is an end."""
    living = [Reported(care_of(each), each) for each in before]
    return list(contradictions(care_of(event), event, living))


def care_of(event: CareEvent) -> Care:
    return Care.START if event.end is None else Care.STOP


def test_a_first_start_and_its_stop_are_right():
    assert broken(a_start()) == []
    assert broken(a_stop(), a_start()) == []


def test_the_same_start_again():
    assert broken(a_start(), a_start()) == ["TR074"]


def test_a_second_start_while_care_runs():
    assert broken(a_start(start=SUMMER), a_start()) == ["TR326"]
    assert broken(a_start(start=SUMMER, code="01A04"), a_start()) == ["TR326"]
    assert broken(a_start(20073), a_start()) == []


def test_a_second_start_after_the_stop():
    assert broken(a_start(start=SUMMER), a_start(), a_stop()) == []


def test_without_an_allocation_the_product_tells_whether_care_runs():
    assert broken(a_start(None, start=SUMMER), a_start(None)) == ["TR326"]
    assert broken(a_start(None, start=SUMMER, code="01A04"), a_start(None)) == []


@pytest.mark.parametrize(
    "changes", [{"start": SUMMER, "end": SUMMER}, {"code": "01A04"}, {"category": "02"}]
)
def test_a_stop_repeats_the_key_of_its_start(changes):
    assert broken(a_stop(**changes), a_start()) == ["TR382"]


def test_a_stop_without_any_start():
    assert broken(a_stop()) == ["TR382"]


def test_care_can_stop_for_the_time_being_once_and_then_for_good():
    pause = a_stop(reason="20")
    later = date(2023, 4, 30)
    assert broken(a_stop(reason="20", end=later), a_start(), pause) == ["TR413"]
    assert broken(a_stop(end=later), a_start(), pause) == []


def test_a_later_stop_is_not_earlier_than_the_one_before():
    pause = a_stop(reason="20")
    assert broken(a_stop(end=date(2023, 3, 30)), a_start(), pause) == ["TR414"]
    assert broken(a_stop(end=pause.end), a_start(), pause) == []


def test_care_that_stopped_for_good_does_not_stop_again():
    assert broken(a_stop(end=SUMMER), a_start(), a_stop()) == ["TR415"]
    assert broken(a_stop(), a_start(), a_stop()) == ["TR074", "TR415"]


def test_what_is_taken_back_must_have_been_reported():
    assert broken(a_start(status="3"), a_start()) == []
    assert broken(a_start(status="3")) == ["TR063"]
    assert broken(a_start(status="3"), a_start(start=SUMMER)) == ["TR063"]
    assert broken(a_stop(status="3"), a_start(), a_stop()) == []
    assert broken(a_stop(status="3", reason="20"), a_start(), a_stop()) == ["TR063"]


def test_a_start_that_was_stopped_is_not_taken_back():
    assert broken(a_start(status="3"), a_start(), a_stop()) == ["TR071"]


def test_every_rule_has_its_code_and_sentence():
    assert set(CODES) == set(HISTORY)


days = st.dates(date(2023, 1, 1), date(2023, 1, 6))
events = st.one_of(
    st.builds(a_start, st.sampled_from([1, 2]), start=days),
    st.builds(a_stop, st.sampled_from([1, 2]), start=days, end=days,
              reason=st.sampled_from(["20", "39"])),
)  # fmt: skip


@given(st.lists(events, max_size=12))
def test_of_what_counts_no_allocation_runs_twice_and_every_stop_has_its_start(reports):
    living: list[Reported] = []
    for event in reports:
        care = care_of(event)
        if not list(contradictions(care, event, living)):
            living.append(Reported(care, event))
    starts = [each.event for each in living if each.care is Care.START]
    stops = [each.event for each in living if each.care is Care.STOP]
    assert len({each.key for each in starts}) == len(starts)
    assert {stop.begun for stop in stops} <= {start.begun for start in starts}
    for number in (1, 2):
        stopped = {stop.begun for stop in stops}
        running = [s for s in starts if s.allocation == number and s.begun not in stopped]
        assert len(running) <= 1
