"""The terms of the protocol, and until when they run."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.terms import QUESTION, TERMS, Unit, due, left

NONE: frozenset[date] = frozenset()


@pytest.mark.parametrize(
    ("code", "start", "last"),
    [
        ("answer", date(2026, 5, 20), date(2026, 6, 3)),
        ("pay", date(2026, 1, 31), date(2026, 3, 2)),
        ("pay", date(2028, 1, 31), date(2028, 3, 1)),  # over 29 February
        ("declare", date(2026, 12, 1), date(2027, 1, 31)),
        ("declare", date(2028, 1, 15), date(2028, 2, 29)),
        ("mend", date(2026, 12, 1), date(2027, 2, 28)),
        ("credit", date(2025, 12, 31), date(2026, 2, 28)),
        ("credit", date(2026, 3, 14), date(2026, 5, 14)),
        ("start", date(2026, 5, 22), date(2026, 5, 29)),
        ("decide-after-inquiry", date(2026, 1, 1), date(2026, 2, 26)),
        ("residence", date(2026, 1, 1), date(2026, 1, 15)),
    ],
)
def test_last_day(code: str, start: date, last: date) -> None:
    """Working days, days, weeks, months and ends of months, over the ends of years."""
    assert due(TERMS[code], start, NONE) == last


def test_holidays_make_terms_in_working_days_longer() -> None:
    """Only those: a holiday does not lengthen the term to pay."""
    off = frozenset({date(2026, 5, 25)})
    assert due(TERMS["answer"], date(2026, 5, 20), off) == date(2026, 6, 4)
    assert due(TERMS["pay"], date(2026, 5, 20), off) == due(TERMS["pay"], date(2026, 5, 20), NONE)


@given(
    code=st.sampled_from([*TERMS, QUESTION]),
    today=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    days=st.integers(-80, 80),
)
def test_what_is_left_tells_late_from_in_time(code: str, today: date, days: int) -> None:
    """Negative exactly when the last day is over."""
    assert (left(code, today + timedelta(days=days), today, NONE) < 0) == (days < 0)


@given(start=st.dates(date(2020, 1, 1), date(2035, 1, 1)), more=st.integers(0, 40))
def test_a_later_start_never_ends_earlier(start: date, more: int) -> None:
    """For every term."""
    for term in TERMS.values():
        later = due(term, start + timedelta(days=more), NONE)
        assert start < due(term, start, NONE) <= later or term.unit is Unit.MONTH_ENDS


def test_every_term_says_the_same_in_both_languages() -> None:
    """Nothing is left without words."""
    for term in TERMS.values():
        assert all((*term.what, *term.since, term.basis))
