"""The chores on parked lines and on answers held back, for whoever calls them in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.service import system_account_id
from portal.intake.held_back import Release, held_back, reason_to_release, release
from portal.intake.judging_again import judge_again
from portal.intake.waking import to_judge_again
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction

log = structlog.get_logger()


def judge_woken(app: Flask, clock: Clock | None = None) -> Callable[[], int]:
    """A function that judges again what has its turn, booked under the system account.

    It gives how many messages that were. One that fails holds up no other: it keeps its turn.
    """

    def work() -> int:
        with app.app_context(), acting_for(PORTAL):
            at = clock or Clock()
            with transaction() as session:
                account_id = system_account_id(session)
                turns = to_judge_again(session, at.today())
            return sum(_one_by_one(app, turns, account_id, at))

    return work


def release_answers(app: Flask, clock: Clock | None = None) -> Callable[[], int]:
    """A function that lets answers out that are held back no longer; gives how many."""

    def work() -> int:
        with app.app_context(), acting_for(PORTAL):
            at = clock or Clock()
            with transaction() as session:
                account_id = system_account_id(session)
                waiting = held_back(session)
            return sum(_let_out(each, due, account_id, at) for each, due in waiting)

    return work


def _let_out(message_id: int, due: date, account_id: int, clock: Clock) -> bool:
    def work(session: Session) -> bool:
        reason = reason_to_release(session, message_id, due, clock.today())
        if reason is None:
            return False
        return release(session, message_id, Release(reason, clock.now(), account_id))

    return in_transaction(work)


def _one_by_one(app: Flask, turns: Iterable[int], account_id: int, clock: Clock) -> Iterable[bool]:
    keyring = app.config["PORTAL_KEYRING"]
    for message_id in turns:
        try:
            yield judge_again(message_id, account_id, clock, keyring)
        except Exception:  # its turn comes again, and others do not wait for it
            log.exception("message.not_judged_again", message=message_id)
