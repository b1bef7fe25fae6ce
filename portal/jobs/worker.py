"""The two workers: a process on PostgreSQL, a thread of the server on SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.jobs import Job, Status

from portal.jobs.service import JUDGE, QUEUE, REASSESS

log = structlog.get_logger()

ATTEMPTS = 3
PAUSE = 1.0  # seconds between two looks for work on SQLite
TENDING = 60.0  # seconds between two rounds of what must be done from time to time
LOWER_PRIORITY = 5  # added to the niceness, so that pages stay quick

Judge = Callable[[int], object]
"""Judges the message with this id; must be safe to call twice."""

Reassess = Callable[[int], object]
"""Does the next part of the run about the past with this id; must be safe to call twice."""

Tend = Callable[[], object]
"""Does what must be done from time to time, such as sealing the audit trail."""


def run_worker(
    conninfo: str,
    judge: Judge,
    heartbeat: float = 10.0,
    tend: Tend = int,
    reassess: Reassess = int,
) -> None:
    """Work until a signal to stop; ``conninfo`` is a libpq connection string.

    ``heartbeat`` seconds pass between two signs of life; after three of them missed, another
    worker takes over what this one had begun.
    """
    with contextlib.suppress(OSError):
        os.nice(LOWER_PRIORITY)
    asyncio.run(_work(conninfo, judge, heartbeat, tend, reassess))


async def _work(
    conninfo: str, judge: Judge, heartbeat: float, tend: Tend, reassess: Reassess
) -> None:
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))
    retry = RetryStrategy(max_attempts=ATTEMPTS, linear_wait=5)

    @app.task(name=JUDGE, queue=QUEUE, retry=retry)
    def _judge(message_id: int) -> None:
        log.info("message.judging", message=message_id)
        judge(message_id)

    @app.task(name=REASSESS, queue=QUEUE, retry=retry)
    def _reassess(run_id: int) -> None:
        reassess(run_id)

    async with app.open_async():
        beside = [
            asyncio.create_task(_every(heartbeat, lambda: _rescue_stalled(app, 3 * heartbeat))),
            asyncio.create_task(_every(TENDING, lambda: asyncio.to_thread(tend))),
        ]
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=1,
                update_heartbeat_interval=heartbeat,
                stalled_worker_timeout=3 * heartbeat,
                fetch_job_polling_interval=min(heartbeat, 5.0),
                delete_jobs="never",
            )
        finally:
            for task in beside:
                task.cancel()


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do it again and again for as long as this worker lives, also after it failed once."""
    while True:
        try:
            await work()
        except Exception:  # the database is away, or another worker was first
            log.warning("worker.chore_failed", exc_info=True)
        await asyncio.sleep(seconds)


async def _rescue_stalled(app: App, silence: float) -> None:
    """Give the jobs of workers that were silent for so many seconds another turn."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        await _rescue(app, job)


async def _rescue(app: App, job: Job) -> None:
    """Another turn for a job whose worker fell silent; none for one that ended its last."""
    if job.attempts + 1 < ATTEMPTS:
        log.warning("job.rescued", job=job.id)
        await app.job_manager.retry_job(job)
        return
    log.error("job.parked", job=job.id)
    await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)


class InProcessWorker:
    """A thread that judges what waits; at its start, what was left when the server stopped."""

    def __init__(
        self, waiting: Callable[[], Sequence[int]], judge: Judge, tend: Tend = int
    ) -> None:
        """``waiting`` lists the ids of messages that wait, the oldest first."""
        self._waiting = waiting
        self._judge = judge
        self._tend = tend
        self._tended = -TENDING
        self._stop = threading.Event()
        self._failed: Counter[int] = Counter()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the message at hand and end."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._turn():
                self._tend_in_time()
                self._stop.wait(PAUSE)

    def _turn(self) -> bool:
        """Judge the messages that wait; False when there is nothing to do."""
        try:
            waiting = [each for each in self._waiting() if self._failed[each] < ATTEMPTS]
        except Exception:
            log.exception("worker.no_database")
            return False
        for message_id in waiting:
            if self._stop.is_set():
                break
            self._judge_one(message_id)
        return bool(waiting)

    def _tend_in_time(self) -> None:
        if time.monotonic() - self._tended < TENDING:
            return
        self._tended = time.monotonic()
        try:
            self._tend()
        except Exception:
            log.exception("worker.chore_failed")

    def _judge_one(self, message_id: int) -> None:
        try:
            self._judge(message_id)
        except Exception:
            self._failed[message_id] += 1
            log.exception("message.not_judged", message=message_id)
