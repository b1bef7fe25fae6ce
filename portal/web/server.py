"""The web server: gunicorn with threads, in the foreground."""

import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.store.database import db

THREADS = 8
LONGEST_REQUEST = 120  # seconds before a hanging worker process is replaced


class Server(BaseApplication):
    """Gunicorn around an application that exists already."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options; gunicorn asks for them once."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, in the process that serves it."""
        return self.app


def serve(
    app: Flask,
    host: str,
    port: int,
    processes: int = 1,
    on_start: Callable[[], object] | None = None,
) -> None:
    """Serve until stopped; prints the address once it answers.

    `on_start` runs in every serving process after the fork: threads and connections made before
    it would not survive. One process is right for SQLite.
    """
    options = {
        "bind": f"{host}:{port}",
        "worker_class": "gthread",
        "workers": processes,
        "threads": THREADS,
        "timeout": LONGEST_REQUEST,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "worker_tmp_dir": "/dev/shm" if sys.platform == "linux" else None,
        "when_ready": lambda _server: _announce(host, port),
        "post_worker_init": lambda _worker: _begin(app, on_start),
    }
    Server(app, options).run()


def _begin(app: Flask, on_start: Callable[[], object] | None) -> None:
    with app.app_context():
        db.engine.dispose(close=False)  # a connection of the parent is not ours to use
    if on_start:
        on_start()


def _announce(host: str, port: int) -> None:
    address = f"http://{host}:{port}"
    print(f"The portal answers on {address} (stop it with Ctrl-C)", file=sys.stderr, flush=True)
