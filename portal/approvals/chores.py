"""What the portal does by itself about approvals, from time to time."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.approvals.by_mandate import approve_by_mandates
from portal.clock import Clock
from portal.store.tenant import PORTAL, acting_for


def mandates_at_work(app: Flask) -> Callable[[], int]:
    """A function that approves what falls under a mandate, at every municipality."""

    def work() -> int:
        with app.app_context(), acting_for(PORTAL):  # no visitor is there to act for
            return approve_by_mandates(Clock())

    return work
