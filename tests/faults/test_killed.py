"""Processes killed in the middle of a message, on PostgreSQL: nothing lost, nothing twice.

Each round hands in one message of a few thousand lines by ``portal submit`` and kills (kill -9)
the worker that judges it, the ``portal submit`` that waits for it, both, or a ``portal submit``
that judges it itself, at a random moment after the work has begun. Then a new worker starts; the
message must come out once and whole.

The suite runs four rounds. ``PORTAL_KILL_ROUNDS=20 pytest -n0 tests/faults/test_killed.py`` runs
twenty; ``PORTAL_KILL_SEED`` sets the moments (it is printed when a test fails).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import text

from portal.allocations.service import import_many
from portal.store.transaction import in_transaction, transaction
from tests.allocation_messages import an_allocation, an_allocation_message
from tests.builders import a_client, a_line, a_message, citizen_numbers, xml_of
from tests.commands.installed import Portal
from tests.intake.answers import check_answer
from tests.intake.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

ROUNDS = int(os.environ.get("PORTAL_KILL_ROUNDS", "4"))
SEED = int(os.environ.get("PORTAL_KILL_SEED", "0")) or random.randrange(1, 10**6)
LINES = 3_000
HEARTBEAT = 0.2  # seconds
PATIENCE = 90.0  # seconds
KINDS = ("worker", "waiting submit", "both", "judging submit")
MONTHS = [date(year, month, 1) for year in (2022, 2023) for month in range(1, 13)]


class Scene:
    """A portal with allocations for every line, its processes, and what happened so far."""

    def __init__(self, portal: Portal, world: World) -> None:
        self.portal, self.world = portal, world
        self.chance = random.Random(SEED)
        self.span = 1.0  # seconds that judging takes; learned from where each blow fell
        self.rounds = 0
        self.children: list[subprocess.Popen[bytes]] = []
        allocations = [
            an_allocation_message(
                an_allocation(number, volume=9999, start=date(2022, 1, 1)), bsn=bsn
            )
            for number, bsn in enumerate(self.citizens(), 1)
        ]
        imported = in_transaction(
            lambda session: import_many(
                session, allocations, world.clock, world.account, world.keyring
            )
        )
        assert not any(each.refused for each in imported)

    @staticmethod
    def citizens() -> list[str]:
        numbers = citizen_numbers()
        return [next(numbers) for _ in range(LINES)]

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        child = self.portal.start(*arguments)
        self.children.append(child)
        return child

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker that shows signs of life; only those of now count."""
        before = self.workers()
        child = self.start("worker", "--heartbeat", HEARTBEAT)
        until(lambda: bool(self.workers() - before) or child.poll() is not None)
        assert child.poll() is None, child.communicate()
        return child

    def workers(self) -> set[int]:
        with transaction() as session:
            return set(session.scalars(text("SELECT id FROM procrastinate_workers")))

    def scalar(self, question: str, **values: object):
        return self.world.scalar(question, **values)

    def next_file(self):
        """A message about another month than those before: every line is to be awarded."""
        month, number = MONTHS[self.rounds], self.rounds
        clients = [
            a_client(a_line(reference=f"{number}-{n}", allocation=n, month=month), bsn=bsn)
            for n, bsn in enumerate(self.citizens(), 1)
        ]
        message = a_message(
            *clients, month=date(2023, 12, 1), dated=date(2024, 1, 5),
            identification=f"B{number}", number=f"D{number}",
        )  # fmt: skip
        self.rounds += 1
        return self.portal.file(f"round-{number}.xml", xml_of(message))

    def newest(self) -> int | None:
        return self.scalar("SELECT max(id) FROM message")

    def begun(self, message_id: int) -> bool:
        return bool(self.scalar(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
            " AND CAST(args ->> 'message_id' AS bigint) = :id", id=message_id,
        ))  # fmt: skip

    def judged(self, message_id: int) -> bool:
        return self.scalar("SELECT state FROM message WHERE id = :id", id=message_id) == "judged"

    def no_job_is_open(self) -> bool:
        return not self.scalar(
            "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'"
        )

    def wait_a_random_part(self) -> None:
        time.sleep(self.chance.uniform(0, self.span))

    def end_all(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.communicate()


def until(true: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


@contextmanager
def a_scene(database, keyring, folder) -> Iterator[Scene]:
    scene = Scene(Portal(folder, database.url), World(keyring))
    try:
        yield scene
    finally:
        scene.end_all()


@pytest.fixture
def scene(app, keyring, database, tmp_path) -> Iterator[Scene]:
    """A portal on PostgreSQL without any process yet."""
    with a_scene(database, keyring, tmp_path) as made:
        yield made


def test_nothing_is_lost_and_nothing_is_twice(scene: Scene) -> None:
    print(f"PORTAL_KILL_SEED={SEED}")
    caught = [kill_and_recover(scene, KINDS[number % len(KINDS)]) for number in range(ROUNDS)]
    print(f"killed before the message was judged: {caught.count(True)} of {len(caught)}")
    everything_is_there_once(scene)


def kill_and_recover(scene: Scene, kind: str) -> bool:
    """One round; whether the message was still being judged when the blow fell."""
    path, before = scene.next_file(), scene.newest()
    worker = None if kind == "judging submit" else scene.start_worker()
    submit = scene.start("submit", "--json", "--today", "2024-01-05", path)
    until(lambda: scene.newest() != before)
    message_id = scene.newest()
    if worker is not None:
        until(lambda: scene.begun(message_id))
    scene.wait_a_random_part()
    for victim in {"worker": [worker], "both": [worker, submit]}.get(kind, [submit]):
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    caught = not scene.judged(message_id)
    scene.span *= 1.2 if caught else 0.7  # aim at the middle of the work
    holds_whole_or_nothing(scene, message_id)
    replacement = worker if kind == "waiting submit" else scene.start_worker()
    until(lambda: scene.judged(message_id))
    if kind == "worker":
        out, err = submit.communicate(timeout=PATIENCE)
        assert submit.returncode == 0, err
        assert b'"outcome":"awarded"' in out
    holds_whole_or_nothing(scene, message_id)
    until(scene.no_job_is_open)
    replacement.terminate()
    assert replacement.wait(timeout=PATIENCE) == 0
    forget_the_dead()
    return caught


def forget_the_dead() -> None:
    """No killed worker counts as alive in the next round."""
    with transaction(write=True) as session:
        session.execute(text("DELETE FROM procrastinate_workers"))


def holds_whole_or_nothing(scene: Scene, message_id: int) -> None:
    """At no moment is there half a message."""
    counts = {
        table: scene.scalar(f"SELECT count(*) FROM {table} WHERE message_id = :id", id=message_id)
        for table in ("verdict", "answer", "declaration", "line", "used_number")
    }
    whole = {"verdict": 1, "answer": 1, "declaration": 1, "line": LINES, "used_number": 2}
    judged = scene.judged(message_id)
    assert counts in ([whole] if judged else [whole, dict.fromkeys(whole, 0)]), counts


def everything_is_there_once(scene: Scene) -> None:
    rounds = scene.rounds
    expected = {
        "SELECT count(*) FROM message WHERE outcome = 'awarded'": rounds,
        "SELECT count(*) FROM batch WHERE state = 'done'": rounds,
        "SELECT count(*) FROM verdict": rounds,
        "SELECT count(*) FROM answer": rounds,
        "SELECT count(DISTINCT identification) FROM answer": rounds,
        "SELECT count(*) FROM line WHERE state = 'awarded'": rounds * LINES,
        "SELECT count(*) FROM line WHERE first_use": rounds * LINES,
        "SELECT count(*) FROM live_debit": rounds * LINES,
        "SELECT sum(amount_cents) FROM allocation_balance": rounds * LINES * 5000,
        "SELECT count(*) FROM audit_event WHERE action = 'message.judged'": rounds,
        "SELECT count(*) FROM procrastinate_jobs": rounds,
    }
    assert {question: scene.scalar(question) for question in expected} == expected
    batch = scene.scalar("SELECT public_id FROM batch ORDER BY id DESC LIMIT 1")
    answer = scene.portal.run("answer", batch)
    check_answer((scene.portal.folder / f"round-{rounds - 1}.xml").read_bytes(), answer.out)
    check = scene.portal.run("check")
    assert check.status == 0, check.text
