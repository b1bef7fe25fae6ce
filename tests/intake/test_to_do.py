"""What first screens show: lines that are still to be mended, and what came in today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from declarations.model import Line
from portal.intake.outcome import Share
from portal.intake.to_do import latest_batches, messages_on, messages_today, returned_lines
from portal.parties.service import find_provider
from portal.store.transaction import transaction
from tests.builders import OTHER_BSN, PROVIDER, a_credit, a_line
from tests.intake.world import OTHER_PROVIDER, World

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def world(app: Flask, world: World) -> World:
    """A world in which ten hours a month are allocated."""
    world.allocate()
    return world


def too_dear(reference: str, **changes: object) -> Line:
    """A line at another tariff than was agreed, which comes back: € 52."""
    return a_line(reference=reference, tariff=1300, **changes)


def returned(world: World, since: datetime = LONG_AGO, provider: str = PROVIDER) -> Share:
    with transaction() as session:
        found = find_provider(session, provider)
        assert found is not None
        return returned_lines(session, found.id, since)


def test_a_returned_line_counts_until_a_later_one_takes_its_place(world: World) -> None:
    world.declare(too_dear("A"))
    assert returned(world) == Share(1, 5200)
    assert returned(world, provider=OTHER_PROVIDER) == Share()
    world.declare(too_dear("B", volume=5))
    assert returned(world) == Share(2, 11_700)
    world.declare(a_line(reference="C", volume=4))
    assert returned(world) == Share()


def test_an_earlier_award_does_not_make_good_what_came_back_later(world: World) -> None:
    world.declare(a_line(reference="A", volume=4))
    world.declare(a_line(reference="B", volume=4))
    assert returned(world) == Share(1, 5000)


def test_another_month_client_or_product_makes_nothing_good(world: World) -> None:
    world.allocate(number=30, code="A04")
    world.allocate(number=31, bsn=OTHER_BSN)
    world.declare(too_dear("A"))
    world.declare(a_line(reference="B", allocation=30, code="01A04", volume=4))
    world.declare(a_line(reference="C", allocation=31), bsn=OTHER_BSN)
    world.declare(a_line(reference="D", month=date(2023, 3, 1)))
    assert returned(world) == Share(1, 5200)


def test_a_line_on_an_unknown_allocation_is_made_good_on_the_right_one(world: World) -> None:
    world.declare(a_line(reference="A", allocation=999))
    assert returned(world) == Share(1, 5000)
    world.declare(a_line(reference="B"))
    assert returned(world) == Share()


def test_a_returned_credit_is_not_made_good_by_a_debit(world: World) -> None:
    debit = a_line(reference="A")
    world.declare(a_credit(debit))
    assert returned(world) == Share(1, -5000)
    world.declare(debit)
    assert returned(world) == Share(1, -5000)
    world.declare(a_credit(debit, reference="C2"))
    assert returned(world) == Share()


def test_what_came_back_before_is_not_counted(world: World) -> None:
    world.declare(too_dear("A"))
    assert returned(world, since=world.clock.now() + timedelta(seconds=1)) == Share()


def test_the_latest_batches_come_first(world: World) -> None:
    for number in range(4):
        world.declare(a_line(reference=f"R{number}", volume=1))
    with transaction() as session:
        provider = find_provider(session, PROVIDER)
        assert provider is not None
        latest = latest_batches(session, provider.id, 3)
    assert len(latest) == 3
    assert [batch.id for batch in latest] == sorted((each.id for each in latest), reverse=True)
    assert latest[0].done and latest[0].lines == 1


def test_a_municipality_sees_what_came_in_on_a_day(world: World) -> None:
    world.declare(too_dear("A"))
    world.declare(a_line(reference="B", volume=4))
    home = world.municipality_id()
    with transaction() as session:
        today = messages_today(session, home, world.clock)
        tomorrow = messages_on(session, home, world.clock.today() + timedelta(days=1))
    assert (today.received, today.waiting, today.fully_awarded, today.parked) == (2, 0, 1, 0)
    assert (today.submitted_cents, today.awarded_cents) == (10_200, 5000)
    assert (tomorrow.received, tomorrow.awarded_cents) == (0, 0)
