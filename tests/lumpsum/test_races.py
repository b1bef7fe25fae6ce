"""Sixteen connections at once, on PostgreSQL: a budget is drawn to the cent, and nobody waits."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from declarations.lifecycle import NotAllowed
from declarations.lumpsum import Balance, BudgetExceeded
from portal.identity.service import Role
from portal.lumpsum.submitting import ReferenceUsed, Wish, submit
from portal.store.transaction import in_transaction
from tests.api.programs import program
from tests.builders import MUNICIPALITY, PROVIDER
from tests.lumpsum.purse import CONTRACT, USUAL, YEAR, Purse, a_lump_sum
from tests.threads import as_portal

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
WORKERS = 16


def at_once(app: Flask, work: Callable[[int], Any]) -> Counter[str]:
    """Do the work on sixteen threads that begin together; what came of each."""
    ready = Barrier(WORKERS)

    @as_portal
    def one(place: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                return str(work(place))
            except (BudgetExceeded, NotAllowed, ReferenceUsed) as refused:
                return type(refused).__name__

    with ThreadPoolExecutor(WORKERS) as pool:
        return Counter(pool.map(one, range(WORKERS)))


def test_the_last_euro(app: Flask, purse: Purse) -> None:
    """Everybody asks for the last euro over and over; it goes out once, and to the cent."""
    purse.submit(99_900)
    visitor, budget = purse.as_known("carl"), purse.budget()
    numbers = itertools.count()

    def ask(_place: int) -> str:
        wish = Wish(100, f"laatste-{next(numbers)}")
        in_transaction(lambda s: submit(s, visitor, budget, wish, purse.world.clock))
        return "drawn"

    assert at_once(app, ask) == {"drawn": 1, "BudgetExceeded": WORKERS - 1}
    assert purse.balance() == Balance(100_000, reserved=100_000)
    assert purse.world.check() == []


def test_drawn_equals_the_limit_exactly(app: Flask, purse: Purse) -> None:
    """Sixteen draw by program until nothing is left: what was taken is the limit itself."""
    keys = [program(app, purse.world, Role.PROVIDER_CLERK, PROVIDER)] * WORKERS
    body = {"contract": CONTRACT, "municipality": MUNICIPALITY, "year": YEAR}

    def draw(place: int) -> int:
        taken = 0
        for turn in range(12):
            wish = {**body, "amount_cents": 1000, "reference": f"{place}-{turn}"}
            answer = keys[place].call("POST", "/drawdowns", json=wish)
            assert answer.status_code in (201, 409), answer.text
            taken += answer.status_code == 201
            if answer.status_code == 409:
                assert answer.get_json()["code"] == "budget_exceeded"
        return taken

    counted = at_once(app, draw)
    assert sum(int(taken) * times for taken, times in counted.items()) == 100
    assert purse.balance() == Balance(100_000, reserved=100_000)
    assert purse.world.check() == []


def test_two_budgets_in_opposite_order(app: Flask, purse: Purse) -> None:
    """Half draw from one budget and then the other, half the other way round; meanwhile a run
    with money of both goes out and a new version of both contracts is loaded."""
    more = a_lump_sum((MUNICIPALITY, YEAR, 90_000), id="taak-twee")
    purse.load(*USUAL, more)
    for contract in ("taak-twee", CONTRACT):
        purse.approved_drawdown(3000, contract=contract)
    number = purse.draw_up()
    purse.sign(number)
    raised = [each.replace("amount = ", "amount = 1") for each in (USUAL[0], more)]
    care = program(app, purse.world, Role.PROVIDER_CLERK, PROVIDER)
    pair = (CONTRACT, "taak-twee")

    def work(place: int) -> str:
        if place == 0:
            purse.release(number)
            return "drawn"
        if place == 1:
            purse.load(*raised, USUAL[1])
            return "drawn"
        for turn in range(4):
            for contract in pair if place % 2 else pair[::-1]:
                wish = {
                    "contract": contract, "municipality": MUNICIPALITY, "year": YEAR,
                    "amount_cents": 500, "reference": f"{place}-{turn}",
                }  # fmt: skip
                answer = care.call("POST", "/drawdowns", json=wish)
                assert answer.status_code == 201, answer.text
        return "drawn"

    assert at_once(app, work) == {"drawn": WORKERS}
    assert purse.balance() == Balance(1_100_000, reserved=28_000, drawn=3000)
    assert purse.balance("taak-twee") == Balance(190_000, reserved=28_000, drawn=3000)
    assert purse.world.check() == []


def test_the_same_key_sixteen_times(app: Flask, purse: Purse) -> None:
    care = program(app, purse.world, Role.PROVIDER_CLERK, PROVIDER)
    wish = {
        "contract": CONTRACT, "municipality": MUNICIPALITY, "year": YEAR, "amount_cents": 40_000,
        "reference": "april",
    }  # fmt: skip

    def draw(_place: int) -> str:
        answer = care.call("POST", "/drawdowns", json=wish, headers={"Idempotency-Key": "een"})
        return f"{answer.status_code} {answer.text}"

    assert list(at_once(app, draw).values()) == [WORKERS]
    assert purse.balance() == Balance(100_000, reserved=40_000)
    assert purse.world.check() == []


def test_the_same_reference_sixteen_times(app: Flask, purse: Purse) -> None:
    visitor, budget = purse.as_known("carl"), purse.budget()

    def ask(_place: int) -> str:
        wish = Wish(100, "april")
        in_transaction(lambda s: submit(s, visitor, budget, wish, purse.world.clock))
        return "drawn"

    assert at_once(app, ask) == {"drawn": 1, "ReferenceUsed": WORKERS - 1}
    assert purse.balance().reserved == 100
    assert purse.world.check() == []


def test_everybody_decides_at_once(app: Flask, purse: Purse) -> None:
    """Withdrawn, rejected or checked: one of them happens."""
    drawdown = purse.submit(40_000).id
    deeds = (("carl", "withdraw"), ("cora", "reject"), ("anna", "reject"), ("chris", "check"))

    def act(place: int) -> str:
        name, action = deeds[place % len(deeds)]
        return purse.decide(name, drawdown, action).state

    at_once(app, act)
    freed = purse.state(drawdown) in ("withdrawn", "rejected")
    assert purse.balance().reserved == (0 if freed else 40_000)
    assert purse.world.check() == []


def test_sixteen_draw_a_run_up_at_once(app: Flask, purse: Purse) -> None:
    drawdown = purse.approved_drawdown(40_000)

    def draw_up(_place: int) -> str:
        try:
            purse.draw_up()
        except Exception as refused:
            return type(refused).__name__
        return "done"

    assert at_once(app, draw_up) == {"done": 1, "NothingToPay": WORKERS - 1}
    assert purse.state(drawdown) == "in-run"
    assert purse.world.check() == []
