"""How soon care starts, counted."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declarations.placement import placements

SINCE, TODAY = date(2023, 1, 1), date(2023, 3, 1)
DAYS = st.dates(date(2022, 1, 1), date(2023, 12, 31))


def counted(*started: date | None, since: date = SINCE):
    found = placements([(since, each) for each in started], 14, TODAY)
    return found.within, found.late, found.overdue, found.waiting


def test_the_last_day_of_the_term_is_in_time():
    assert counted(date(2023, 1, 15)) == (1, 0, 0, 0)
    assert counted(date(2023, 1, 16)) == (0, 1, 0, 0)


def test_what_did_not_start_waits_until_the_term_is_over():
    assert counted(None) == (0, 0, 1, 0)
    assert counted(None, since=date(2023, 2, 15)) == (0, 0, 0, 1)


def test_the_share_is_of_what_is_known():
    found = placements(
        [(SINCE, SINCE), (SINCE, None), (SINCE, date(2023, 2, 1)), (TODAY, None)], 14, TODAY
    )
    assert (found.decided, found.percentage) == (3, 33)
    assert placements([], 14, TODAY).percentage is None


@given(st.lists(st.tuples(DAYS, st.none() | DAYS)), st.integers(0, 400))
def test_every_allocation_is_counted_once(pairs, term):
    found = placements(pairs, term, TODAY)
    assert found.decided + found.waiting == len(pairs)
    assert found.percentage is None or 0 <= found.percentage <= 100


@given(st.lists(st.tuples(DAYS, DAYS)), st.integers(0, 300))
def test_a_longer_term_is_kept_by_as_many_or_more(pairs, term):
    later = TODAY + timedelta(days=1000)
    assert placements(pairs, term, later).within <= placements(pairs, term + 1, later).within
