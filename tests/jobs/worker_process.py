"""A real worker process whose judge fails or dies on messages named on its command line.

``python -m tests.jobs.worker_process fail|die ID…``; it works on PORTAL_DATABASE_URL.
"""

from __future__ import annotations

import os
import signal
import sys

from portal.app import create_app
from portal.config import load_settings
from portal.intake.waiting import judge_one
from portal.jobs.worker import run_worker
from portal.store.database import db

HEARTBEAT = 0.2  # seconds


def main(how: str, *ids: str) -> None:
    """Work until stopped."""
    app = create_app(load_settings())
    real, bad = judge_one(app), set(map(int, ids))

    def judge(message_id: int) -> bool:
        if message_id not in bad:
            return real(message_id)
        if how == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        raise RuntimeError("this message always fails")

    with app.app_context():
        url = db.engine.url.set(drivername="postgresql")
    run_worker(url.render_as_string(hide_password=False), judge, HEARTBEAT)


if __name__ == "__main__":
    main(*sys.argv[1:])
