"""Whatever changes, in whatever order: the list holds what does not fit now, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.misfits.service import still_misfits
from portal.store.transaction import transaction
from tests.builders import a_credit
from tests.misfits.world import APRIL, HOURLY, JULY, JUNE, MAY, Changing, again, of, the_end_of
from tests.region_files import a_product

MONTHS = (APRIL, MAY, JUNE, JULY)
TARIFFS = {
    "as it was": (HOURLY,),
    "other from June": (HOURLY, a_product("01", "01A03", tariff=1300, start="2023-06-01")),
}

steps = st.one_of(
    st.tuples(st.just("until"), st.sampled_from(MONTHS)),
    st.tuples(st.just("a month"), st.integers(2, 6)),
    st.tuples(st.just("in all"), st.integers(4, 20)),
    st.tuples(st.just("tariff"), st.sampled_from(sorted(TARIFFS))),
    st.tuples(st.just("credit"), st.sampled_from(MONTHS)),
    st.tuples(st.just("declare"), st.sampled_from(MONTHS)),
)


class Played:
    """A world that goes on changing; nothing is ever assigned at the same moment twice."""

    def __init__(self, world: Changing) -> None:
        self.world = world
        self.moment = datetime.fromisoformat("2023-07-01T09:00:00")
        self.standing = {month: of(month) for month in MONTHS}
        self.sent = 0

    def play(self, step: tuple[str, Any]) -> None:
        kind, value = step
        if kind == "tariff":
            self.world.agree(*TARIFFS[value])
        elif kind == "credit" and value in self.standing:
            self._credit(value)
        elif kind == "declare" and value not in self.standing:
            self._declare(value)
        elif kind in ("until", "a month", "in all"):
            self._reallocate(kind, value)

    def _reallocate(self, kind: str, value: Any) -> None:
        self.moment += timedelta(minutes=1)
        changes = {
            "until": {"end": the_end_of(value) if kind == "until" else None},
            "a month": {"volume": value},
            "in all": {"volume": value, "frequency": "6"},
        }[kind]
        self.world.allocate(assigned_at=self.moment.isoformat(), **changes)

    def _credit(self, month: Any) -> None:
        self.sent += 1
        debit = self.standing.pop(month)
        verdict = self.world.send(a_credit(debit, reference=f"C{self.sent}"))
        assert verdict.awarded_cents == -debit.amount

    def _declare(self, month: Any) -> None:
        self.sent += 1
        line = again(of(month), f"D{self.sent}")
        if self.world.send(line).awarded_cents:
            self.standing[month] = line


@pytest.fixture
def played(world: Changing) -> Played:
    return Played(world)


@settings(max_examples=3, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(steps, min_size=15, max_size=20))
def test_list_is_what_does_not_fit_now(played: Played, steps: list[tuple[str, Any]]) -> None:
    allocation = played.world.scalar("SELECT id FROM allocation WHERE number = 20072")
    for step in steps:
        played.play(step)
        with transaction() as session:
            unfit = still_misfits(session, [allocation], played.world.clock.today())
        listed = played.world.kept("ended_at IS NULL")
        assert {row.line_id for row in listed} == unfit, step
    assert played.world.check() == []


def test_sequences_reach_every_end(played: Played) -> None:
    for step in (("until", MAY), ("credit", JUNE), ("in all", 9), ("until", JULY)):
        played.play(step)
    assert {why for _, why in played.world.gone()} == {"credited", "mended", "replaced"}
