"""Which lines are picked, by amount, by warning and by a draw that anybody can do again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from declarations.picking import AUTOMATIC, Candidate, Draw, Plan, Reason, reasons_for
from declarations.sampling import drawn, line_key, rate

KEYS = st.text(min_size=1, max_size=40)
PERMILLE = st.integers(0, 1000)
NOBODY, EVERYBODY = Draw("s", 0), Draw("s", 1000)


@given(st.integers(0, 10**7), st.integers(0, 10**7), PERMILLE, PERMILLE)
def test_the_rate_lies_between_its_limits_and_grows_with_errors(judged, errors, one, other):
    least, most = sorted((one, other))
    errors = min(errors, judged)
    found = rate(judged, errors, least, most)
    assert least <= found <= most
    if errors < judged:
        assert rate(judged, errors + 1, least, most) >= found


def test_the_rate_is_the_measured_one_in_between():
    assert rate(1000, 40, 20, 200) == 40
    assert rate(1000, 0, 20, 200) == 20
    assert rate(1000, 900, 20, 200) == 200
    assert rate(100_000, 2001, 20, 200) == 21, "a part of a permille counts as a whole one"


def test_a_provider_without_history_gets_the_most():
    assert rate(0, 0, 20, 200) == 200


@given(KEYS, KEYS, PERMILLE, PERMILLE)
def test_a_draw_is_the_same_again_and_a_higher_rate_only_adds(seed, key, one, other):
    low, high = sorted((one, other))
    assert drawn(seed, key, low) == drawn(seed, key, low)
    assert drawn(seed, key, low) <= drawn(seed, key, high)
    assert not drawn(seed, key, 0)
    assert drawn(seed, key, 1000)


def test_about_as_many_are_drawn_as_the_rate_says():
    keys = [line_key("ab" * 32, f"R-{number}") for number in range(20_000)]
    found = sum(drawn("seed", key, 40) for key in keys)
    assert 700 < found < 900  # 800 expected; four standard deviations are 111
    others = {key for key in keys if drawn("another", key, 40)}
    assert others != {key for key in keys if drawn("seed", key, 40)}


def test_a_known_draw_stays_what_it_was():
    """What an accountant worked out once is true for ever."""
    found = [number for number in range(200) if drawn("2026", line_key("00", f"R-{number}"), 40)]
    assert found == [2, 6, 11, 24, 52, 53, 58, 84, 86, 166]


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.booleans())
def test_an_amount_is_picked_from_the_limit_on(cents, limit, warned):
    found = reasons_for(Candidate("k", cents, warned), Plan(limit, warnings=False), NOBODY)
    assert found == ((Reason.AMOUNT,) if cents >= limit else ())


def test_a_warning_is_picked_where_the_plan_wants_it():
    line = Candidate("k", 100, True)
    assert reasons_for(line, Plan(), NOBODY) == (Reason.WARNING,)
    assert reasons_for(line, Plan(warnings=False), NOBODY) == ()


def test_a_line_can_have_every_reason():
    found = reasons_for(Candidate("k", 100, True, True, True), Plan(100), EVERYBODY)
    assert found == tuple(AUTOMATIC)


def test_a_line_above_a_ceiling_is_picked_whatever_the_plan():
    line = Candidate("k", 100, warned=False, over=True)
    assert reasons_for(line, Plan(warnings=False), NOBODY) == (Reason.CEILING,)


@given(st.integers(-(10**9), -1), st.booleans())
def test_a_credit_is_never_picked(cents, warned):
    assert reasons_for(Candidate("k", cents, warned), Plan(1), EVERYBODY) == ()
