"""Handing work to the background, inside the transaction that makes the work."""

from __future__ import annotations

from functools import cache
from typing import Any

from procrastinate import App, PsycopgConnector
from sqlalchemy import text
from sqlalchemy.orm import Session

QUEUE = "messages"
JUDGE = "judge"
REASSESS = "reassess"
AFTER_MESSAGES = -1_000_000  # the priority of what no sender waits for
SILENT_AFTER = 30.0  # seconds without a heartbeat after which a worker counts as gone


def enqueue(session: Session, message_id: int, open_messages: int) -> None:
    """Ask for a message to be judged once this transaction is committed.

    ``open_messages`` is how many messages of the same provider wait already: the more, the later
    this one's turn, so that a big sender does not hold up a small one. On SQLite the message row
    itself is what the worker looks for.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    driver: Any = connection.connection.driver_connection
    _queue().configure_task(JUDGE, queue=QUEUE, priority=-open_messages, connection=driver).defer(
        message_id=message_id
    )


def enqueue_reassessment(session: Session, run_id: int) -> None:
    """Ask for the next part of a run about the past, once this transaction is committed.

    Messages that wait go first. On SQLite the row of the run is what the worker looks for.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    driver: Any = connection.connection.driver_connection
    task = _queue().configure_task(
        REASSESS, queue=QUEUE, priority=AFTER_MESSAGES, connection=driver
    )
    task.defer(run_id=run_id)


def worker_alive(session: Session, silent_after: float = SILENT_AFTER) -> bool:
    """Whether a worker process showed a sign of life lately; on SQLite there is none to ask."""
    if session.connection().dialect.name != "postgresql":
        return False
    recent = text(
        "SELECT EXISTS (SELECT 1 FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - make_interval(secs => :seconds))"
    )
    return bool(session.scalar(recent, {"seconds": silent_after}))


def given_up(session: Session, message_id: int) -> bool:
    """Whether the workers tried a message as often as they may; it waits, and nobody will come."""
    if session.connection().dialect.name != "postgresql":
        return False
    last = text(
        "SELECT status = 'failed' FROM procrastinate_jobs"
        " WHERE task_name = :task AND CAST(args ->> 'message_id' AS bigint) = :message"
        " ORDER BY id DESC LIMIT 1"
    )
    return bool(session.scalar(last, {"task": JUDGE, "message": message_id}))


@cache
def _queue() -> App:
    """Only to write jobs through a connection of ours; it opens none itself."""
    return App(connector=PsycopgConnector())
