"""What the workers do from time to time, one chore after the other."""

from __future__ import annotations

from collections.abc import Callable

import structlog

log = structlog.get_logger()

Chore = Callable[[], object]
"""Does its work once; must be safe to call again after it failed or was killed."""


def in_turn(*chores: Chore) -> Chore:
    """One chore that does these in this order; one that fails holds up no other."""

    def work() -> None:
        for chore in chores:
            try:
                chore()
            except Exception:  # the database is away, or another worker was first
                log.warning("worker.chore_failed", exc_info=True)

    return work
