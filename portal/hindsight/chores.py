"""The chore on answers about the past, for whoever calls it in turn."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.clock import Clock
from portal.hindsight.asking import forget_old
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction


def forgetting_answers(app: Flask, clock: Clock | None = None) -> Callable[[], int]:
    """A function that deletes answers that were kept long enough; gives how many."""

    def work() -> int:
        at = clock or Clock()
        with app.app_context(), acting_for(PORTAL):
            return in_transaction(lambda session: forget_old(session, at.now()))

    return work
