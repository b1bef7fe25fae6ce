"""The worker inside the server, as on SQLite: what was left, what fails, and stopping."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

import pytest

from portal.intake.waiting import judge_one, waiting_messages
from portal.jobs.worker import ATTEMPTS, InProcessWorker
from tests.builders import a_client, a_line, a_message, the_sample, xml_of
from tests.intake.world import World

PATIENCE = 30.0  # seconds


@pytest.fixture
def world(app, keyring) -> World:
    """A portal with the allocations of the sample."""
    world = World(keyring)
    world.allocate_the_sample()
    return world


@pytest.fixture
def messages(world) -> list[bytes]:
    """Three messages: the sample, the sample again, and one of an unknown client."""
    unknown = a_message(
        a_client(a_line(), bsn="999900031"), identification="OTHER", number="OTHER"
    )
    return [xml_of(the_sample()), xml_of(the_sample()), xml_of(unknown)]


def until(true: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def waiting(world: World) -> int:
    return world.scalar("SELECT count(*) FROM message WHERE state = 'received'")


def test_what_was_left_is_judged_at_the_start_in_order(app, world, messages):
    for data in messages:
        world.receive(data)
    assert waiting(world) == 3
    worker = InProcessWorker(waiting_messages(app), judge_one(app))
    worker.start()
    until(lambda: waiting(world) == 0)
    later = world.receive(xml_of(a_message(identification="LATER", number="LATER")))
    until(lambda: waiting(world) == 0)
    worker.stop()
    assert world.scalar("SELECT count(*) FROM verdict WHERE outcome = 'awarded'") == 1
    assert world.scalar("SELECT outcome FROM message ORDER BY id LIMIT 1") == "awarded"
    assert len(world.answers(later)) == 1
    assert world.check() == []


def test_a_message_that_cannot_be_judged_holds_up_no_other(app, world, messages):
    for data in messages:
        world.receive(data)
    real, tried = judge_one(app), []
    [bad] = waiting_messages(app)()[:1]

    def judge(message_id: int) -> bool:
        tried.append(message_id)
        if message_id == bad:
            raise RuntimeError("this one always fails")
        return real(message_id)

    worker = InProcessWorker(waiting_messages(app), judge)
    worker.start()
    until(lambda: waiting(world) == 1 and tried.count(bad) == ATTEMPTS)
    extra = world.receive(xml_of(a_message(identification="EXTRA", number="EXTRA")))
    until(lambda: len(world.answers(extra)) == 1)
    worker.stop()
    assert tried.count(bad) == ATTEMPTS
    assert world.check() == []
    again = InProcessWorker(waiting_messages(app), real)  # a new start tries once more
    again.start()
    until(lambda: waiting(world) == 0)
    again.stop()
    assert world.check() == []


def test_stopping_ends_the_message_at_hand_and_leaves_the_rest(app, world, messages):
    for data in messages:
        world.receive(data)
    real = judge_one(app)
    worker: InProcessWorker

    def judge(message_id: int) -> bool:
        stopper.start()  # somebody asks it to stop while it works
        time.sleep(0.5)
        return real(message_id)

    worker = InProcessWorker(waiting_messages(app), judge)
    stopper = Thread(target=worker.stop)
    worker.start()
    until(lambda: waiting(world) == 2)
    stopper.join()
    assert waiting(world) == 2
    assert world.check() == []


def test_a_database_that_is_away_for_a_moment_does_not_end_the_worker(app, world, messages):
    world.receive(messages[0])
    real, failures = waiting_messages(app), []

    def look():
        if not failures:
            failures.append(1)
            raise OSError("no database for a moment")
        return real()

    worker = InProcessWorker(look, judge_one(app))
    worker.start()
    until(lambda: waiting(world) == 0)
    worker.stop()
    assert failures == [1]
