"""Declaring for clients whose citizen number is missing or secret."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

from declarations.identifiers import passes_eleven_test
from declarations.model import Period
from portal.declaring import special
from portal.declaring.special import (
    DecidedBefore,
    Fault,
    Filled,
    Refused,
    decide_special,
    declare_specially,
    looks_like_citizen_number,
    show_special,
    special_declarations_of,
)
from portal.identity.service import Party, Role
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import in_transaction
from tests.builders import BSN, citizen_numbers
from tests.identity.people import an_account
from tests.intake.world import OTHER_MUNICIPALITY

APRIL = Period(date(2023, 4, 1), date(2023, 4, 30))


def filled(hand, **changes) -> Filled:
    """Four hours of the usual product for client A-17."""
    usual = Filled("one", hand.market(), "A-17", APRIL, ("01", "01A03"), "04", 4, 5000)
    return replace(usual, **changes)


def declare(hand, **changes) -> int:
    return hand.do(declare_specially, hand.author, filled(hand, **changes), hand.world.clock)


def a_checker(world, municipality_id: int) -> int:
    """The account of a checker of this municipality."""
    party, email = Party(municipality_id=municipality_id), f"checker@{municipality_id}.example"
    return in_transaction(lambda s: an_account(s, email, Role.CHECKER, party).id)


def decide(hand, number, reason=None, municipality=None):
    world = hand.world
    tenant = municipality or world.municipality_id()
    account = a_checker(world, tenant)
    with acting_for(Tenant(Scope.MUNICIPALITY, tenant)):
        in_transaction(lambda s: decide_special(s, tenant, number, reason, account, world.clock))


def show(hand, number, tenant=None):
    tenant, account = tenant or hand.tenant, hand.author.account_id
    if tenant.scope is Scope.MUNICIPALITY:
        account = a_checker(hand.world, tenant.id)
    with acting_for(tenant):
        return in_transaction(lambda s: show_special(s, tenant, number, account, hand.world.clock))


def test_it_is_kept_with_the_parties_of_the_day(hand, world):
    found = show(hand, declare(hand))
    assert (found.agb, found.client_number, found.amount_cents) == ("65656055", "A-17", 5000)
    assert (found.tariff_cents, found.state, found.month) == (1250, "received", APRIL.start)
    assert world.scalar("SELECT count(*) FROM access_log WHERE purpose = 'special'") == 1


def test_a_form_sent_twice_is_one_declaration(hand, world):
    assert declare(hand) == declare(hand)
    assert declare(hand, form_key="two") != declare(hand)
    assert world.rows()["special_declaration"] == 2


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"client_number": BSN}, "client_number", Fault.CITIZEN_NUMBER),
        ({"amount": 5001}, "amount", Fault.AMOUNT),
        ({"unit": "16"}, "unit", Fault.NO_TARIFF),
        ({"product": ("01", "01A99")}, "product", Fault.NOT_CONTRACTED),
        ({"period": Period(date(2023, 3, 31), date(2023, 4, 1))}, "end", Fault.OUTSIDE_MONTH),
        ({"period": Period(date(2023, 5, 1), date(2023, 5, 2))}, "month", Fault.NOT_OVER),
    ],
)
def test_what_the_contract_or_the_protocol_does_not_allow(hand, world, changes, field, fault):
    with pytest.raises(Refused) as refused:
        declare(hand, **changes)
    assert (refused.value.field, refused.value.fault) == (field, fault)
    assert world.rows()["special_declaration"] == 0


def test_minutes_are_rounded_once_here_too(hand):
    assert show(hand, declare(hand, unit="01", volume=61, amount=1271)).tariff_cents == 21


def test_both_sides_see_it_and_nobody_else(hand, other, world):
    number = declare(hand)
    municipality = Tenant(Scope.MUNICIPALITY, world.municipality_id())
    elsewhere = Tenant(Scope.MUNICIPALITY, world.municipality_id(OTHER_MUNICIPALITY))
    assert show(hand, number, municipality).client_number == "A-17"
    assert len(hand.do(special_declarations_of, hand.tenant)) == 1
    for tenant in (other.tenant, elsewhere):
        with pytest.raises(NotFound):
            show(hand, number, tenant)
    with pytest.raises(NotFound):
        decide(hand, number, municipality=elsewhere.id)


def test_a_municipality_settles_or_returns_it_once(hand, world):
    settled, returned = declare(hand), declare(hand, form_key="two")
    decide(hand, settled)
    decide(hand, returned, "De factuur ontbreekt.")
    assert show(hand, settled).state == "settled"
    assert show(hand, returned).reason == "De factuur ontbreekt."
    for number in (settled, returned):
        with pytest.raises(DecidedBefore):
            decide(hand, number)
    events = "SELECT count(*) FROM audit_event WHERE action LIKE 'special-declaration%'"
    assert world.scalar(events) == 4


@pytest.mark.parametrize("around", ["{}", "client {}", "x{}y", "{}-1"])
@pytest.mark.parametrize("form", ["{0}{1}{2}", "{0}.{1}.{2}", "{0} {1} {2}", "{0}-{1}-{2}"])
def test_a_citizen_number_is_known_however_it_is_written(around, form):
    number = next(citizen_numbers())
    written = form.format(number[:3], number[3:6], number[6:])
    assert looks_like_citizen_number(around.format(written))


@given(st.text(alphabet="ABC0123456789", max_size=8).filter(lambda text: len(text) < 8))
def test_short_numbers_are_nobodys(text):
    assert not looks_like_citizen_number(text)


@given(st.integers(0, 999_999_999))
def test_nine_digits_are_refused_exactly_when_they_pass(number):
    digits = f"{number:09}"
    assert looks_like_citizen_number(digits) == passes_eleven_test(digits)


def test_a_double_click_is_one_declaration(app, hand, world, monkeypatch):
    """Both are past the question whether it was stored before they go on, where they can be."""
    meeting = threading.Barrier(2)
    usual = special._contracted

    def met(*arguments):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)
        return usual(*arguments)

    monkeypatch.setattr(special, "_contracted", met)

    wanted = filled(hand)

    def press(_):
        with app.app_context():
            return hand.do(declare_specially, hand.author, wanted, world.clock)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(press, range(2))
    assert first == second
    assert world.scalar("SELECT count(*) FROM special_declaration") == 1
