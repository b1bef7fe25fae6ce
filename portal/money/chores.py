"""The chore that makes the sums, for whoever calls it in turn."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.clock import Clock
from portal.money.counting import count_when_due
from portal.store.tenant import PORTAL, acting_for


def counting_money(app: Flask, clock: Clock | None = None) -> Callable[[], bool]:
    """A function that does the next part of the counting; gives whether all is counted by now."""

    def work() -> bool:
        with app.app_context(), acting_for(PORTAL):
            return count_when_due(clock or Clock())

    return work
