"""Ceilings in the pure core: what goes over, by how much, and that sums always add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.ceilings import (
    Ceiling,
    Counted,
    Sort,
    Why,
    passing,
    percentage_of,
    reduced,
    signals,
)
from tests.builders import BSN, OTHER_BSN, a_line

LIMIT = 10_000
CEILING = Ceiling(
    1, 1, "zorg", Sort.PROVIDER, LIMIT, date(2023, 1, 1), date(2023, 12, 31), frozenset({7}),
    specific_paid=False,
)  # fmt: skip

LINES = st.lists(
    st.tuples(
        st.integers(0, 6_000), st.booleans(), st.sampled_from((7, 8, None)),
        st.sampled_from((BSN, OTHER_BSN)), st.sampled_from(("01A03", "01A04")), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip
CEILINGS = st.builds(
    lambda limit, used, sort, always, specific: replace(
        CEILING, limit=limit, used=used, sort=sort, always=always, specific_paid=specific,
        by_client={BSN: used},
    ),
    st.integers(0, 20_000), st.integers(0, 30_000),
    st.sampled_from([each for each in Sort if each is not Sort.CLIENTS]),
    st.sampled_from((frozenset(), frozenset({"01A04"}))), st.booleans(),
)  # fmt: skip


def made(drawn):
    return [
        Counted(place, bsn, a_line(amount=amount, credit=credit, code=code), contract, specific)
        for place, (amount, credit, contract, bsn, code, specific) in enumerate(drawn, 1)
    ]


def one(amount=5000, position=1, contract=7, specific=False, **changes):
    return Counted(position, BSN, a_line(amount=amount, **changes), contract, specific)


def test_what_fits_exactly_does_not_go_over_and_one_cent_more_does():
    assert passing([CEILING], [one(LIMIT)]) == []
    [found] = passing([CEILING], [one(LIMIT + 1)])
    assert (found.above, found.used, found.why) == (1, LIMIT + 1, Why.OVER)


def test_from_the_first_over_the_edge_every_line_does_in_the_order_of_the_file():
    lines = [one(6000, 1), one(5000, 2), one(100, 3)]
    found = [(each.position, each.above) for each in passing([CEILING], reversed(lines))]
    assert found == [(2, 1000), (3, 100)]


def test_a_credit_at_the_end_gives_room_first():
    assert passing([CEILING], [one(LIMIT, 1), one(LIMIT, 2), one(LIMIT, 3, credit=True)]) == []


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2024, 1, 1)])
def test_a_line_outside_the_term_does_not_count(day):
    assert passing([replace(CEILING, limit=0)], [one(start=day)]) == []


def test_why_a_line_may_go_over():
    crisis = replace(CEILING, limit=0, always=frozenset({"01"}))
    assert [each.why for each in passing([crisis], [one()])] == [Why.PRODUCT]
    named = replace(CEILING, limit=0, specific_paid=True)
    assert [each.why for each in passing([named], [one(specific=True)])] == [Why.SPECIFIC]
    assert [each.why for each in passing([named], [one()])] == [Why.OVER]


def test_a_year_less_ten_percent():
    assert reduced(1000, 10) == 900
    assert reduced(1, 50) == 1  # half up
    assert (reduced(999, 0), reduced(999, 100)) == (999, 0)


def test_seventy_percent_signals_and_a_cent_less_does_not():
    assert signals(Sort.PROVIDER, 7_000, LIMIT, 70)
    assert not signals(Sort.PROVIDER, 6_999, LIMIT, 70)
    assert signals(Sort.CLIENTS, 9, 10, 70)
    assert not signals(Sort.CLIENTS, 10, 10, 70)
    assert percentage_of(6_999, LIMIT) == 69


@given(CEILINGS, LINES)
def test_what_goes_over_covers_what_is_above(ceiling, drawn):
    lines = made(drawn)
    found = passing([ceiling], lines)
    if ceiling.sort is Sort.REGION:
        assert found == []
        return
    for client in (BSN, OTHER_BSN) if ceiling.sort is Sort.CLIENT else (None,):
        own = [each for each in lines if client in (None, each.client) and each.contract == 7]
        before = ceiling.used if client is None else ceiling.before(client)
        after = before + sum(each.line.signed_cents for each in own)
        above = sum(
            each.above
            for each in found
            if client in (None, lines[each.position - 1].client)
        )
        # credits come first, so that only debits go over: all that is new above has its line
        started = before + sum(x.line.signed_cents for x in own if x.line.credit)
        assert above == max(0, after - ceiling.limit) - max(0, started - ceiling.limit)


@given(CEILINGS, LINES)
def test_nothing_goes_over_by_more_than_it_is(ceiling, drawn):
    lines = made(drawn)
    for each in passing([ceiling], lines):
        line = lines[each.position - 1].line
        assert 0 < each.above <= line.amount
        assert not line.credit


@given(CEILINGS, LINES)
def test_two_messages_go_over_as_one_does(ceiling, drawn):
    debits = [each for each in made(drawn) if not each.line.credit]
    middle = len(debits) // 2
    first, rest = debits[:middle], debits[middle:]
    used = sum(each.line.amount for each in first if each.contract == 7)
    by_client = {
        bsn: ceiling.before(bsn)
        + sum(each.line.amount for each in first if each.contract == 7 and each.client == bsn)
        for bsn in (BSN, OTHER_BSN)
    }
    later = replace(ceiling, used=ceiling.used + used, by_client=by_client)
    apart = passing([ceiling], first) + passing([later], rest)
    together = passing([ceiling], debits)
    assert [(x.position, x.above) for x in apart] == [(x.position, x.above) for x in together]
