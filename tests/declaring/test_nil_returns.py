"""Saying that there is nothing to declare."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.exceptions import NotFound

from portal.declaring.nil_returns import (
    NilRefused,
    Refusal,
    declare_nil,
    find_nil,
    nil_returns_of,
    withdraw_nil,
)
from portal.declaring.overview import State, overview_of
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import transaction
from tests.declaring.hand import APRIL, MARCH

LONG_AGO = date(2020, 1, 1)


def say_nil(hand, month=APRIL, **where):
    hand.do(declare_nil, hand.author, hand.market(**where), month, hand.world.clock)
    return hand.do(find_nil, hand.market(**where), month)


def states(hand) -> dict[date, State]:
    world = hand.world
    found = hand.do(overview_of, hand.provider_id, world.clock, world.keyring)
    line = next(each for each in found.lines if each.law == "wmo" and "0384" in each.municipality)
    return {cell.month: cell.state for cell in line.cells}


def test_a_nil_return_stands_once(hand, world):
    assert say_nil(hand) == say_nil(hand)
    assert world.rows()["nil_return"] == 1
    assert world.scalar("SELECT count(*) FROM audit_event WHERE action LIKE 'nil-return%'") == 1


def test_both_sides_see_it(hand, other, world):
    say_nil(hand)
    municipality = Tenant(Scope.MUNICIPALITY, world.municipality_id())
    for tenant, seen in ((hand.tenant, 1), (municipality, 1), (other.tenant, 0)):
        with acting_for(tenant), transaction() as session:
            assert len(nil_returns_of(session, tenant, LONG_AGO)) == seen


@pytest.mark.parametrize("month", [date(2023, 5, 1), date(2023, 6, 1), date(2023, 12, 1)])
def test_a_month_that_is_not_over_may_still_bring_something(hand, month):
    with pytest.raises(NilRefused) as refused:
        say_nil(hand, month)
    assert refused.value.why is Refusal.NOT_OVER


def test_nothing_is_said_about_a_declared_month(hand, world):
    world.allocate()
    hand.declare({20072: 4})
    with pytest.raises(NilRefused) as refused:
        say_nil(hand)
    assert refused.value.why is Refusal.DECLARED


def test_a_late_line_makes_its_own_month_declared(hand, world):
    world.allocate()
    hand.declare({20072: 4})
    hand.declare({20072: 4}, MARCH)  # goes into the period of April
    with pytest.raises(NilRefused):
        say_nil(hand, MARCH)


def test_what_waits_for_its_verdict_is_not_declared_yet(hand, world):
    world.allocate()
    batch = hand.send(hand.edit(hand.begin(), {20072: 4}))
    say_nil(hand)
    hand.judged(batch)
    assert [each.overruled for each in hand.do(nil_returns_of, hand.tenant, LONG_AGO)] == [True]


def test_it_can_be_taken_back_and_said_again(hand):
    first = say_nil(hand)
    hand.do(withdraw_nil, hand.author, first, hand.world.clock)
    hand.do(withdraw_nil, hand.author, first, hand.world.clock)
    assert hand.do(find_nil, hand.market(), APRIL) is None
    assert say_nil(hand) != first


def test_a_later_declaration_overrules_it(hand, world):
    world.allocate()
    nil = say_nil(hand)
    hand.declare({20072: 4})
    [found] = hand.do(nil_returns_of, hand.tenant, LONG_AGO)
    assert (found.overruled, found.stands) == (True, False)
    with pytest.raises(NilRefused):
        hand.do(withdraw_nil, hand.author, nil, world.clock)


def test_somebody_elses_cannot_be_taken_back(hand, other):
    with pytest.raises(NotFound):
        other.do(withdraw_nil, other.author, say_nil(hand), hand.world.clock)


def test_without_a_contract_there_is_nothing_to_say(hand):
    with pytest.raises(NotFound):
        say_nil(hand, date(2010, 1, 1))


def test_the_overview_tells_what_is_still_to_be_done(hand, world):
    world.allocate(start=date(2023, 2, 1))
    say_nil(hand, date(2023, 2, 1))
    hand.declare({20072: 4}, MARCH)
    hand.begin(date(2023, 5, 1))
    assert states(hand) == {
        date(2022, 12, 1): State.NOTHING, date(2023, 1, 1): State.NOTHING,
        date(2023, 2, 1): State.NIL, MARCH: State.DECLARED, APRIL: State.OPEN,
        date(2023, 5, 1): State.DRAFT,
    }  # fmt: skip
