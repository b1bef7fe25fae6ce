"""The sums by month of care: made from the lines, made anew when something moved, and no sooner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from portal.clock import FixedClock
from portal.money import counting
from portal.money.counting import count_all, count_when_due
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction
from tests.approvals.world import Office
from tests.builders import a_line


def rows(sql: str) -> list[tuple[Any, ...]]:
    with acting_for(PORTAL), transaction() as session:
        return [tuple(each) for each in session.execute(text(sql))]


def change(*statements: str) -> None:
    with acting_for(PORTAL), transaction(write=True) as session:
        for each in statements:
            session.execute(text(each))


def count(office: Office) -> None:
    with acting_for(PORTAL):
        count_all(office.world.clock)


SUMS = (
    "SELECT CAST(month AS TEXT), CAST(arrived AS TEXT), stage, line_count, cents FROM care_sum"
    " ORDER BY 1, 3"
)
APRIL, MAY = "2023-04-01", "2023-05-01"


def test_lines_are_counted_by_month_of_care_and_stage(office: Office) -> None:
    message = office.declared(5000, 2500)
    count(office)
    assert rows(SUMS) == [(APRIL, MAY, "open", 2, 7500)]
    office.block(message, 1)
    office.check("cora", message)
    office.approve("anna", message)
    assert rows(SUMS) == [(APRIL, MAY, "open", 2, 7500)]  # until it is counted again
    count(office)
    assert rows(SUMS) == [
        (APRIL, MAY, "approved", 1, 2500), (APRIL, MAY, "blocked", 1, 5000),
    ]  # fmt: skip
    assert [each for each in office.world.check() if not each.startswith("10.")] == []


def test_what_was_counted_is_left_alone_while_nothing_moves(office: Office) -> None:
    office.declared(5000)
    count(office)
    before = rows("SELECT id FROM care_sum")
    office.declared(1250)
    count(office)
    assert set(before) < set(rows("SELECT id FROM care_sum"))


def test_counting_is_due_every_few_minutes_and_one_at_a_time(office: Office) -> None:
    office.declared(5000)
    clock = office.world.clock

    def later(minutes: float) -> FixedClock:
        return FixedClock(clock.instant + timedelta(minutes=minutes))

    with acting_for(PORTAL):
        assert count_when_due(clock)
        assert not count_when_due(later(2))
        assert count_when_due(later(4))
        change("UPDATE money_count SET total = done + 1, moved_at = finished_at")
        assert not count_when_due(later(8))  # somebody is at it
        assert count_when_due(later(10))  # who was at it is gone


def test_a_long_count_goes_on_in_the_next_turn(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        office.declared(1250)
    monkeypatch.setattr(counting, "AT_ONCE", 1)
    monkeypatch.setattr(counting, "MOST_PARTS", 2)
    with acting_for(PORTAL):
        assert not count_when_due(office.world.clock)
        assert rows("SELECT done, total, finished_at FROM money_count") == [(2, 4, None)]
        assert len(rows(SUMS)) == 2
        assert count_when_due(office.world.clock)
    assert rows("SELECT done, total FROM money_count") == [(4, 4)]
    assert len(rows("SELECT id FROM care_sum")) == 3


def test_a_commitment_is_what_the_allocation_still_holds(office: Office) -> None:
    # ten hours of € 12.50 a month in all of 2023; April is declared
    office.world.allocate(20072)
    count(office)
    months = "SELECT CAST(month AS TEXT), planned_cents, committed_cents, unknown FROM commitment"
    known = {month: rest for month, *rest in rows(months)}
    assert known["2023-04-01"] == [12_500, 12_500, 0]
    assert len(known) == 12
    office.world.declare(a_line(volume=4))
    count(office)
    known = {month: rest for month, *rest in rows(months)}
    assert known["2023-04-01"] == [12_500, 0, 0]
    assert known["2023-05-01"] == [12_500, 12_500, 0]


def test_sums_that_are_only_old_break_nothing(office: Office) -> None:
    message = office.declared(5000)
    count(office)
    office.declared(1250)
    office.check("cora", message)
    assert office.world.check() == []


def test_years_are_those_around_today(office: Office) -> None:
    office.world.allocate(20072, end=None)
    count(office)
    [(first, last)] = rows("SELECT CAST(min(month) AS TEXT), CAST(max(month) AS TEXT)"
                           " FROM commitment")  # fmt: skip
    assert (first, last) == ("2023-01-01", "2024-12-01")
    assert date.fromisoformat(last).year == office.world.clock.today().year + 1
