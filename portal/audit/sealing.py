"""The periodic sealer: chains what was recorded since the last time."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.audit.service import seal
from portal.clock import Clock
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction


def seal_all(clock: Clock) -> int:
    """Seal until nothing is left; gives how many events that were."""
    sealed = 0
    while count := in_transaction(lambda session: seal(session, clock)):
        sealed += count
    return sealed


def sealer(app: Flask) -> Callable[[], int]:
    """A function that seals all events, for whoever calls it from time to time."""

    def work() -> int:
        with app.app_context(), acting_for(PORTAL):
            return seal_all(Clock())

    return work
