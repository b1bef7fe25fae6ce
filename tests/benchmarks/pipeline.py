"""One process that receives, judges, stores and answers messages, and says what each phase took.

Called by the benchmark with a database, files and nothing else running: prints one JSON object.
"""

from __future__ import annotations

import functools
import importlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.app import create_app
from portal.cli import collect_rarely
from portal.config import load_settings
from portal.identity.service import system_account
from portal.intake.arrival import Upload
from portal.intake.judging import judge_received
from portal.intake.service import Actor, receive
from portal.store.transaction import in_transaction
from tests.benchmarks.world import TODAY

PHASES = {
    "guard and tree": ["schemas.xml:tree"],
    "schema": ["schemas.xml:_validate"],
    "values": ["schemas.istandaarden.declaration:_message"],
    "seal": ["portal.store.crypto:Keyring.pack"],
    "facts": ["portal.intake.judging:take_snapshot"],
    "judge": ["portal.intake.judging:assess"],
    "store": ["portal.intake.judging:store_verdict"],
    "answer": ["portal.intake.judging:store_answer"],
    "ledger": ["portal.intake.judging:book_lines"],
}
"""What is timed, by phase; none lies within another."""


class Stopwatch:
    """Adds up the seconds spent in functions, by phase."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()

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
                self.spent[phase] += time.perf_counter() - start

        return timed


def run(url: str, file: Path) -> dict[str, Any]:
    """Receive, judge, store and answer the message in ``file``; seconds by phase."""
    watch = Stopwatch()
    for phase, names in PHASES.items():
        for name in names:
            watch.watch(phase, name)
    collect_rarely()
    settings = load_settings({"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": url})
    app = create_app(settings)
    with app.app_context():
        keyring = app.config["PORTAL_KEYRING"]
        account = in_transaction(lambda session: system_account(session).id)
        watch.spent.clear()
        start = time.perf_counter()
        upload = Upload(file.name, file.read_bytes())
        receipt = in_transaction(
            lambda session: receive(session, upload, Actor(account), TODAY, keyring)
        )
        [member] = receipt.members
        assert member.message_id is not None, member.findings
        judge_received(member.work, member.message_id, account, TODAY, keyring)
        total = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    phases = dict(watch.spent)
    phases["rest"] = total - sum(phases.values())
    return {"seconds": total, "phases": phases, "peak_mib": peak}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], Path(sys.argv[2]))))
