"""The worker process on PostgreSQL: several at once, stopped, and with messages that fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text

from portal.intake.judging import judge_message
from portal.jobs.worker import ATTEMPTS
from portal.store.transaction import transaction
from tests.builders import a_client, a_line, a_message, citizen_numbers, the_sample, xml_of
from tests.commands.installed import Portal
from tests.intake.world import World
from tests.threads import as_portal

PATIENCE = 90.0  # seconds
SENDERS = 16
LONG = 1_500  # lines
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def until(true: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


class Crew:
    """Worker processes on one database; all are gone when the test is."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.children: list[subprocess.Popen[bytes]] = []

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker as it is installed."""
        return self.started(self.portal.start("worker", "--heartbeat", 0.2))

    def bad_worker(self, how: str, *ids: int) -> subprocess.Popen[bytes]:
        """A worker that fails or dies on these messages."""
        return self.started(
            subprocess.Popen(
                [sys.executable, "-m", "tests.jobs.worker_process", how, *map(str, ids)],
                env=self.portal.environment, cwd=os.getcwd(), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip

    def started(self, child: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """A process that ends with the test."""
        self.children.append(child)
        return child

    def end(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.communicate()


@pytest.fixture
def world(app: Flask, keyring) -> World:
    """A portal with the allocations of the sample."""
    world = World(keyring)
    world.allocate_the_sample()
    return world


@pytest.fixture
def crew(database, tmp_path) -> Iterator[Crew]:
    """Nobody works yet."""
    crew = Crew(Portal(tmp_path, database.url))
    yield crew
    crew.end()


def waiting(world: World) -> int:
    return world.scalar("SELECT count(*) FROM message WHERE state = 'received'")


def outcomes(world: World) -> list[str]:
    with transaction() as session:
        return list(session.scalars(text("SELECT outcome FROM message ORDER BY outcome")))


def statuses(world: World) -> list[str]:
    with transaction() as session:
        question = "SELECT CAST(status AS text) FROM procrastinate_jobs ORDER BY id"
        return list(session.scalars(text(question)))


def at_once(app: Flask, work: Callable[[], object]) -> None:
    """Do the same thing from sixteen threads that start together."""
    ready = Barrier(SENDERS)

    @as_portal
    def one(_: int) -> None:
        with app.app_context():
            ready.wait()
            work()

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(one, range(SENDERS)))


def exactly_one_was_awarded(world: World) -> None:
    assert outcomes(world) == ["awarded"] + ["rejected"] * (SENDERS - 1)
    codes = "SELECT count(*) FROM verdict WHERE header_codes = '9056'"
    assert world.scalar(codes) == SENDERS - 1
    assert world.rows()["line"] == 4
    assert world.rows()["answer"] == SENDERS
    assert world.check() == []


@on_postgresql
def test_sixteen_submits_of_one_message_at_once_and_two_workers(app, world, crew):
    for _ in range(2):
        crew.worker()
    at_once(app, lambda: world.receive(xml_of(the_sample())))
    until(lambda: waiting(world) == 0)
    exactly_one_was_awarded(world)
    until(lambda: statuses(world) == ["succeeded"] * SENDERS)


def test_sixteen_submits_at_once_without_a_worker(app, world):
    def submit() -> None:
        receipt = world.receive(xml_of(the_sample()))
        [member] = receipt.members
        assert judge_message(member.message_id, world.account, world.clock, world.keyring)

    at_once(app, submit)
    exactly_one_was_awarded(world)


def test_sixteen_judges_of_one_received_message(app, world):
    receipt = world.receive(xml_of(the_sample()))
    [message_id] = world.message_ids(receipt)
    judged = []
    at_once(app, lambda: judged.append(
        judge_message(message_id, world.account, world.clock, world.keyring)))  # fmt: skip
    assert sorted(judged) == [False] * (SENDERS - 1) + [True]
    assert (world.rows()["line"], world.rows()["answer"]) == (4, 1)
    assert world.check() == []


@on_postgresql
def test_a_worker_that_is_stopped_ends_the_message_at_hand(world, crew):
    numbers = citizen_numbers()
    clients = [a_client(a_line(reference=f"R{n}"), bsn=next(numbers)) for n in range(LONG)]
    first = world.receive(xml_of(a_message(*clients)))
    second = world.receive(xml_of(a_message(identification="B2", number="D2")))
    worker = crew.worker()
    until(lambda: "doing" in statuses(world))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    assert len(world.answers(first)) == 1
    assert statuses(world)[0] == "succeeded"
    assert "doing" not in statuses(world)
    assert world.scalar("SELECT count(*) FROM procrastinate_workers") == 0
    crew.worker()
    until(lambda: waiting(world) == 0)
    assert len(world.answers(second)) == 1
    assert world.check() == []


@on_postgresql
def test_a_message_that_cannot_be_judged_holds_up_no_other(world, crew):
    bad = world.receive(xml_of(a_message(identification="BAD", number="BAD")))
    good = world.receive(xml_of(the_sample()))
    crew.bad_worker("fail", *world.message_ids(bad))
    until(lambda: len(world.answers(good)) == 1)
    crew.end()
    assert waiting(world) == 1
    crew.worker()
    until(lambda: waiting(world) == 0)  # another turn, with a worker that can
    assert world.check() == []


@on_postgresql
def test_a_message_that_kills_its_workers_is_parked_after_three(world, crew):
    bad = world.receive(xml_of(a_message(identification="BAD", number="BAD")))
    good = world.receive(xml_of(the_sample()))
    ids = world.message_ids(bad)
    for _ in range(ATTEMPTS):
        assert crew.bad_worker("die", *ids).wait(timeout=PATIENCE) == -signal.SIGKILL
    last = crew.bad_worker("die", *ids)
    until(lambda: statuses(world) == ["failed", "succeeded"])
    assert last.poll() is None
    assert (waiting(world), len(world.answers(good))) == (1, 1)
    [told] = world.check()  # nothing is half done, but somebody must look at it
    assert told == f"12. waiting messages without work to be done: {ids[0]}"


@on_postgresql
def test_a_submit_does_not_wait_for_work_that_was_given_up(world, crew):
    with transaction(write=True) as session:
        session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat)"
                 " VALUES (now() + interval '1 hour')")
        )  # fmt: skip
    file = crew.portal.file("323.xml", xml_of(the_sample()))
    submit = crew.started(crew.portal.start("submit", "--today", "2023-05-10", file))
    until(lambda: waiting(world) == 1)
    with transaction(write=True) as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    out, err = submit.communicate(timeout=PATIENCE)
    assert (submit.returncode, out) == (1, b"")
    assert err.decode().startswith("323.xml was received") and err.count(b"\n") == 1
