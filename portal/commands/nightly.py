"""The chore of the night: all books are checked, stored verdicts judged again among them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from portal.check.nightly import check_once_a_night
from portal.clock import Clock
from portal.intake.stored import recomputes, verdicts_of_running_book
from portal.store.crypto import Keyring
from portal.store.tenant import PORTAL, acting_for


def nightly_check(app: Flask) -> Callable[[], bool]:
    """A function that checks all books once a night, for whoever calls it from time to time."""
    keyring: Keyring = app.config["PORTAL_KEYRING"]

    def wrong(session: Session) -> list[int]:
        ids = verdicts_of_running_book(session)
        return [each for each in ids if not recomputes(session, each, keyring)]

    def work() -> bool:
        with app.app_context(), acting_for(PORTAL):  # the books of everybody
            return check_once_a_night(Clock(), keyring, wrong)

    return work
