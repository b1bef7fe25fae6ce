"""A real worker that dies while it judges the past again, at the second message of a run.

``python -m tests.hindsight.worker_process``; it works on PORTAL_DATABASE_URL.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from portal.app import create_app
from portal.config import load_settings
from portal.hindsight import working
from portal.jobs.worker import run_worker
from portal.store.database import db

HEARTBEAT = 0.2  # seconds


def main() -> None:
    """Work until the second message is at hand."""
    app = create_app(load_settings())
    real, seen = working.reassess, []
    working.MESSAGES = 1

    def reassess(*given: Any) -> Any:
        seen.append(given)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)

    working.reassess = reassess
    with app.app_context():
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(url, int, HEARTBEAT, reassess=working.go_on(app))


if __name__ == "__main__":
    main()
