"""The chore on trials, for whoever calls it in turn."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.clock import Clock
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction
from portal.trials.service import forget_old


def forgetting_trials(app: Flask, clock: Clock | None = None) -> Callable[[], int]:
    """A function that deletes trials that no longer bind; gives how many."""

    def work() -> int:
        at = clock or Clock()
        with app.app_context(), acting_for(PORTAL):
            return in_transaction(lambda session: forget_old(session, at))

    return work
