"""One process that receives, judges, stores and answers messages, and says what each phase took.

Called by the benchmark with a database (its address, and that of its owner) and files, each named
``<lines>-<month>.xml``. A month lies between two messages, in which PostgreSQL looks at its tables.
Right before each message ``xmllint`` reads the same file, so that the ratio holds on a machine that
is busy. Prints a JSON object for each.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from portal.app import create_app
from portal.cli import collect_rarely
from portal.config import load_settings
from portal.identity.service import system_account
from portal.intake.arrival import Upload
from portal.intake.judging import judge_received
from portal.intake.records import MessageRecord
from portal.intake.service import Actor, receive
from portal.store.database import db
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction
from tests.benchmarks.history import settle
from tests.benchmarks.world import clock_of
from tests.databases import TestDatabase

SCHEMA = files("schemas") / "xsd" / "wmo" / "3_2" / "wmo323.xsd"
PHASES = {
    "guard and tree": ["schemas.xml:tree"],
    "schema": ["schemas.xml:_validate"],
    "values": ["schemas.istandaarden.declaration:_message"],
    "seal": ["portal.store.crypto:Keyring.pack", "portal.intake.arrival:compressed"],
    "facts": ["portal.intake.judging:take_snapshot"],
    "judge": ["portal.intake.judging:assess"],
    "store": [
        f"portal.intake.judging:{name}"
        for name in ("store_lines", "count_verdict", "store_verdict")
    ],
    "ledger": ["portal.intake.judging:book_lines"],
    "review": ["portal.intake.judging:open_for_payment"],
    "answer": ["portal.intake.concluding:store_answer"],
    "commit": ["sqlalchemy.engine.base:RootTransaction._connection_commit_impl"],
}
"""What is timed, by phase; none lies within another."""

SERVER_PROCESSES = text(
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend'"
)


class Stopwatch:
    """Adds up the seconds spent in functions, by phase.

    ``beside`` are seconds of work in other threads, that nobody waited for all the time.
    """

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.beside: Counter[str] = Counter()

    def watch(self, phase: str, name: str) -> None:
        """Time every call of ``module:name`` or ``module:Class.name``."""
        module, _, path = name.partition(":")
        owner: Any = importlib.import_module(module)
        *outer, last = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        setattr(owner, last, self._timed(phase, getattr(owner, last)))

    def _timed(self, phase: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def timed(*arguments: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return work(*arguments, **options)
            finally:
                main = threading.current_thread() is threading.main_thread()
                (self.spent if main else self.beside)[phase] += time.perf_counter() - start

        return timed


def run(database: TestDatabase, paths: Sequence[Path]) -> None:
    """Handle the messages in the files one after the other, and print what each took."""
    watch = Stopwatch()
    for phase, names in PHASES.items():
        for name in names:
            watch.watch(phase, name)
    collect_rarely()
    app = create_app(load_settings({"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": database.url}))
    with app.app_context(), acting_for(PORTAL):
        account = in_transaction(lambda session: system_account(session).id)
        for path in paths:
            settle(database)
            floor = _floor(path)
            print(json.dumps({**floor, **_measured(app, path, account, watch)}), flush=True)


def _floor(path: Path) -> dict[str, float]:
    """What ``xmllint`` takes to read the file and hold it against the schema."""
    command = ["xmllint", "--noout", "--schema", str(SCHEMA), str(path)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"floor": seconds, "floor_cpu": cpu}


def _measured(app: Flask, path: Path, account: int, watch: Stopwatch) -> dict[str, Any]:
    lines, month = map(int, path.stem.split("-"))
    servers = _servers()
    watch.spent.clear()
    watch.beside.clear()
    used, served, start = time.process_time(), _used_by(servers), time.perf_counter()
    message_id = _handle(app, path, account, month)
    seconds = time.perf_counter() - start
    assert _outcome(message_id) == "awarded"  # else something else was measured
    phases = dict(watch.spent)
    phases["rest"] = seconds - sum(phases.values())
    return {
        "lines": lines,
        "bytes": path.stat().st_size,
        "seconds": seconds,
        "cpu": time.process_time() - used,
        "server_cpu": _used_by(servers) - served,
        "phases": phases,
        "beside": dict(watch.beside),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _handle(app: Flask, path: Path, account: int, month: int) -> int:
    """Receive, judge, store and answer one message; gives its id."""
    keyring, clock = app.config["PORTAL_KEYRING"], clock_of(month)
    upload = Upload(path.name, path.read_bytes())
    receipt = in_transaction(
        lambda session: receive(session, upload, Actor(account), clock, keyring)
    )
    [member] = receipt.members
    assert member.message_id is not None, member.findings
    judge_received(member.work, member.message_id, account, clock, keyring)
    return member.message_id


def _outcome(message_id: int) -> str | None:
    asked = select(MessageRecord.outcome).where(MessageRecord.id == message_id)
    return in_transaction(lambda session: session.scalar(asked), write=False)


def _servers() -> Sequence[int]:
    """The processes that serve this database; none on SQLite, which works in our own."""
    if db.engine.dialect.name == "sqlite":
        return ()
    with db.engine.connect() as connection:
        return connection.scalars(SERVER_PROCESSES).all()


def _used_by(processes: Sequence[int]) -> float:
    """Seconds of processor time they have used; nothing where they are on another machine."""
    ticks = 0
    for process in processes:
        status = Path(f"/proc/{process}/stat")
        if status.exists():
            fields = status.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    run(TestDatabase(*sys.argv[1:3]), [Path(name) for name in sys.argv[3:]])
