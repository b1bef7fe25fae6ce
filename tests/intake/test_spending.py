"""Whatever is declared, credited and declared again: no allocation gives more than it has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from declarations.facts import Allocation
from declarations.model import HOURS, MINUTES, Line
from declarations.money import minutes_amount
from portal.store.transaction import transaction
from tests.builders import a_client, a_credit, a_line, a_message
from tests.declarations import day_by_day
from tests.intake.world import World

MONTHS = [date(2023, month, 1) for month in (1, 2, 3, 4)]
YEAR = {"start": date(2023, 1, 1), "end": date(2023, 12, 31)}
WHOLE = {"volume": 10, "frequency": "6", "budget": None}
BUDGET = {"volume": None, "unit": None, "frequency": None, "budget": 20_000}
NUMBERS = {
    1: WHOLE,
    2: {**WHOLE, "volume": 1, "frequency": "2", "start": date(2023, 2, 6),
        "end": date(2023, 3, 26)},
    3: {**WHOLE, "volume": 3, "frequency": "4", "end": date(2023, 4, 30)},
    4: BUDGET,
}  # fmt: skip


def allocation(number: int) -> Allocation:
    """What it says, for a second reading of how much it holds."""
    fields = {**YEAR, "unit": HOURS, **NUMBERS[number]}
    return Allocation(number=number, version=0, category="01", code=None, **fields)


@st.composite
def debits(draw: st.DrawFn) -> Line:
    """A line of hours or minutes on one of the allocations, about the part of a month it covers."""
    number = draw(st.sampled_from(sorted(NUMBERS)))
    own, month = allocation(number), draw(st.sampled_from(MONTHS))
    code = draw(st.sampled_from(["01A03", "01A04"])) if number == 4 else "01A03"
    line = a_line(allocation=number, month=month, volume=draw(st.integers(1, 7)), code=code)
    line = replace(line, start=max(line.start, own.start), end=min(line.end, own.end))
    if draw(st.booleans()):
        hourly, minutes = line.tariff, line.volume * 60 - draw(st.integers(0, 59))
        shown = {1250: 21, 1500: 25}[hourly]
        amount = minutes_amount(hourly, minutes)
        line = replace(line, unit=MINUTES, volume=minutes, tariff=shown, amount=amount)
    return line


STEPS = st.lists(
    st.tuples(
        st.lists(debits(), min_size=1, max_size=4,
                 unique_by=lambda line: (line.allocation, line.code, line.start)),
        st.lists(st.integers(0, 30), max_size=3),
    ),
    min_size=10, max_size=14,
)  # fmt: skip


class Spending:
    """Declares fresh lines and credits of what was awarded, and knows what still counts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.live: dict[str, Line] = {}
        self.rejected = 0

    def declare(self, fresh: list[Line], picked: list[int]) -> None:
        """One message: some live lines taken back, and fresh ones in what room that makes."""
        self.world.sent += 1
        sent, known = self.world.sent, list(self.live.values())
        credits = {n % len(known): known[n % len(known)] for n in picked} if known else {}
        lines = [
            *(replace(line, reference=f"R{sent}-{n}") for n, line in enumerate(fresh)),
            *(a_credit(old, reference=f"C{sent}-{n}") for n, old in credits.items()),
        ]
        if not lines:
            return
        numbers = {"identification": f"B{sent}", "number": f"D{sent}"}
        verdict = self.world.submit(a_message(a_client(*lines), month=MONTHS[-1], **numbers))
        for each in verdict.lines:
            line = each.line
            if line.credit:
                assert each.awarded
                del self.live[line.previous_reference]
            elif each.awarded:
                self.live[line.reference] = line
            else:
                self.rejected += 1
                assert set(each.codes) <= {"9321", "9322", "9369", "9389", "9307", "9308"}

    def credit_everything(self) -> None:
        self.declare([], list(range(len(self.live))))

    def balances(self) -> dict[tuple[int, str], tuple[int, int]]:
        """What the portal keeps, by number and unit: volume and eurocents."""
        question = text(
            "SELECT a.number, b.unit, b.volume, b.amount_cents FROM allocation_balance b"
            " JOIN allocation a ON a.id = b.allocation_id"
        )
        with transaction() as session:
            rows = session.execute(question).all()
        return {(number, unit): (int(v), int(c)) for number, unit, v, c in rows if v or c}

    def counted(self) -> dict[tuple[int, str], tuple[int, int]]:
        """The sums of what is live."""
        sums: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for line in self.live.values():
            volume, cents = sums[line.allocation, line.unit]
            sums[line.allocation, line.unit] = (volume + line.volume, cents + line.amount)
        return dict(sums)

    def is_within_bounds(self) -> bool:
        """Whether no allocation gave more in a month, in all, or in euros than it has."""
        for number in NUMBERS:
            own = allocation(number)
            lines = [line for line in self.live.values() if line.allocation == number]
            volumes = [day_by_day.counted(own, x.unit, x.volume) for x in lines]
            total = day_by_day.most_in_all(own)
            if total is not None and sum(volumes, Fraction(0)) > total:
                return False
            if own.budget is not None and sum(line.amount for line in lines) > own.budget:
                return False
            for line, volume in zip(lines, volumes, strict=True):
                most = day_by_day.most_in_period(own, line.start, line.end)
                if most is not None and volume > most:
                    return False
        return True


@pytest.fixture
def spending(world: World) -> Spending:
    for number, extent in NUMBERS.items():
        world.allocate(number, code=None if number == 4 else "A03", **extent)
    return Spending(world)


@settings(max_examples=3, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=STEPS)
def test_what_counts_is_what_is_live_and_never_above_the_allocation(
    spending: Spending, steps
) -> None:
    for fresh, picked in steps:
        spending.declare([line for line in fresh if line.start <= line.end], picked)
        assert spending.is_within_bounds()
    assert spending.live and spending.rejected
    assert spending.balances() == spending.counted()
    spending.credit_everything()
    assert spending.live == spending.balances() == {}
    assert spending.world.check() == []


def test_two_rounds_give_all_the_room_back(spending: Spending) -> None:
    whole = [
        a_line(allocation=1, month=month, volume=volume)
        for month, volume in zip(MONTHS, (1, 2, 3, 4), strict=True)
    ]
    for _ in range(2):
        spending.declare(whole, [])
        assert spending.balances() == {(1, HOURS): (10, 12_500)}
        spending.credit_everything()
        assert spending.balances() == {}
