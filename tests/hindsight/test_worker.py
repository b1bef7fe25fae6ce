"""The workers that answer: a process on PostgreSQL that may be killed, a thread on SQLite."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.hindsight import asking
from portal.hindsight.working import go_on, running
from portal.jobs.worker import InProcessWorker
from portal.store.transaction import transaction
from tests.commands.installed import Portal
from tests.databases import TestDatabase
from tests.hindsight.world import Asking, a_wish
from tests.misfits.world import JUNE, of

PATIENCE = 90.0  # seconds
JOBS = "SELECT args ->> 'run_id', priority FROM procrastinate_jobs WHERE task_name = 'reassess'"
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def until(true: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that end with the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for child in started:
        if child.poll() is None:
            child.kill()
        child.communicate()


def jobs(session: Session) -> list[tuple[str, int]]:
    return [(run, priority) for run, priority in session.execute(text(JOBS))]


@on_postgresql
def test_job_is_made_in_the_transaction_of_its_question_and_goes_after_messages(
    world: Asking,
) -> None:
    with transaction(write=True) as session:
        asking.ask(session, world.asker(), a_wish(), "a form")
        session.rollback()
    with transaction() as session:
        assert jobs(session) == []
    run_id = world.ask().run_id
    with transaction() as session:
        [(asked, priority)] = jobs(session)
    assert asked == str(run_id)
    assert priority < -100_000, "messages of providers that wait go first"


@on_postgresql
def test_worker_that_is_killed_leaves_the_rest_to_the_next(
    world: Asking, database: TestDatabase, tmp_path: Path,
    children: list[subprocess.Popen[bytes]],
) -> None:  # fmt: skip
    for number in range(3):
        world.send(replace(of(JUNE), reference=f"X{number}"))
    world.shorten()
    run_id = world.ask().run_id
    portal = Portal(tmp_path, database.url)
    dying = subprocess.Popen(
        [sys.executable, "-m", "tests.hindsight.worker_process"], env=portal.environment,
        cwd=os.getcwd(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    children.append(dying)
    assert dying.wait(PATIENCE) == -signal.SIGKILL
    assert world.found(run_id).messages == 1
    children.append(portal.start("worker", "--heartbeat", 0.2))
    until(lambda: world.found(run_id).complete)
    assert world.found(run_id).messages == 4
    assert world.answer(run_id).whole.rejected.lines == 2
    assert world.check() == []


@on_sqlite
def test_thread_of_the_server_answers_what_was_left_when_it_stopped(
    app: Flask, world: Asking
) -> None:
    world.shorten()
    run_id = world.ask().run_id
    worker = InProcessWorker(running(app), go_on(app, world.clock))
    worker.start()
    until(lambda: world.found(run_id).complete)
    worker.stop()
    assert world.answer(run_id).whole.rejected.lines == 2
