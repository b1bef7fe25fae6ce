"""Any order of deeds, by the services: the budget keeps its limit and the books balance."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from declarations.lumpsum import BudgetExceeded
from portal.lumpsum.booking import BudgetUnfit
from portal.lumpsum.settling import Facts, YearNotOver
from portal.payments.drawing import NothingToPay
from portal.payments.signing import NothingIncluded
from portal.payments.standing import SENT
from schemas.region import RegionRefused
from tests.builders import MUNICIPALITY
from tests.lumpsum.purse import USUAL, YEAR, Purse, a_lump_sum
from tests.payments.till import pain_002

REFUSED = (
    BudgetExceeded, NotAllowed, NothingToPay, NothingIncluded, RegionRefused, SamePerson,
    YearNotOver, BudgetUnfit,
)  # fmt: skip
DECISIONS = (
    ("cora", "check"), ("anna", "approve"), ("anna", "send-back"), ("anna", "take-back"),
    ("cora", "reject"), ("carl", "withdraw"),
)  # fmt: skip
STEPS = st.one_of(
    st.tuples(st.just("submit"), st.integers(1, 60_000)),
    st.tuples(st.just("decide"), st.tuples(st.integers(0, 9), st.sampled_from(DECISIONS))),
    st.tuples(st.just("pass"), st.integers(0, 9)),
    st.tuples(st.just("all the way"), st.integers(1, 60_000)),
    st.tuples(st.just("settle the year"), st.integers(0, 80_000)),
    st.tuples(st.just("index"), st.integers(0, 150_000)),
    st.tuples(st.sampled_from(("draw-up", "cancel", "pay", "settle", "bounce")), st.none()),
)


class Doing:
    """What happened so far: drawdowns, and the last run."""

    def __init__(self, purse: Purse) -> None:
        self.purse = purse
        self.drawdowns: list[int] = []
        self.number: str | None = None

    def do(self, deed: str, value: Any) -> None:
        if deed == "submit":
            self.drawdowns.append(self.purse.submit(value).id)
        elif deed in ("decide", "pass"):
            self._decide(deed, value)
        elif deed == "all the way":
            self.drawdowns.append(self.purse.approved_drawdown(value))
            self.number = self.purse.draw_up()
            self._pay("pay", self.number)
        elif deed == "settle the year":
            facts = Facts(agreed=100, realised=value // 400) if value % 2 else Facts(
                final_cents=value
            )
            number = self.purse.propose(facts)
            self.purse.settlement("coen", number, "confirm")
        elif deed == "index":
            lump_sum = a_lump_sum((MUNICIPALITY, YEAR, value), bandwidth=5)
            self.purse.load(lump_sum, USUAL[1])
        elif deed == "draw-up":
            self.number = self.purse.draw_up()
        elif self.number is not None:
            self._pay(deed, self.number)

    def _decide(self, deed: str, value: Any) -> None:
        if not self.drawdowns:
            return
        place, decisions = (value, DECISIONS[:2]) if deed == "pass" else (value[0], value[1:])
        for name, action in decisions:
            self.purse.decide(name, self.drawdowns[place % len(self.drawdowns)], action)

    def _pay(self, deed: str, number: str) -> None:
        if deed == "cancel":
            self.purse.cancel(number)
        elif deed == "pay":
            for payment in self.purse.payments(number):
                if payment.state == "held":
                    self.purse.clear(number, payment)
            self.purse.sign(number)
            self.purse.release(number)
            self.purse.export(number)
        elif deed == "settle":
            self.purse.settle(number)
        else:
            sent = [each for each in self.purse.payments(number) if each.state in SENT]
            told = [(each.reference, "RJCT") for each in sent]
            self.purse.report(number, pain_002(f"{self.purse.code}-{number}", *told))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_any_sequence_keeps_the_limit_and_the_books(
    purse: Purse, steps: list[tuple[str, Any]]
) -> None:
    doing = Doing(purse)
    for deed, value in steps:
        with suppress(*REFUSED):
            doing.do(deed, value)
        balance = purse.balance()
        assert balance.holds, (deed, balance)
    assert purse.world.check() == []
