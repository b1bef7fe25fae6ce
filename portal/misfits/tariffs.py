"""Holding the awarded lines of a provider against tariffs that changed: in parts, later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.allocations.counting import next_allocations
from portal.clock import Clock
from portal.misfits.records import CONTRACT, TariffChangeRecord
from portal.misfits.service import Change, look_back
from portal.parties.lanes import lock_lane
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction

AT_ONCE = 500  # allocations in one transaction

log = structlog.get_logger()


def look_back_at_tariffs(app: Flask, clock: Clock | None = None) -> Callable[[], int]:
    """A function that works through all contract changes that wait; gives how many parts it did.

    One that fails holds up no other: it goes on where it was the next time.
    """

    def work() -> int:
        with app.app_context(), acting_for(PORTAL):
            with transaction() as session:
                waiting = session.scalars(_oldest_first()).all()
            return sum(_parts(waiting, clock or Clock()))

    return work


def _oldest_first() -> Any:
    row = TariffChangeRecord
    return select(row.contract_version_id).order_by(row.contract_version_id)


def _parts(waiting: Iterable[int], clock: Clock) -> Iterable[int]:
    for version_id in waiting:
        try:
            while in_transaction(partial(next_part, version_id=version_id, now=clock.now())):
                yield 1
        except Exception:  # its turn comes again, and others do not wait for it
            log.exception("misfits.not_looked_back", contract_version=version_id)


def next_part(session: Session, version_id: int, now: datetime) -> bool:
    """Hold the lines on the next allocations against a changed contract; whether any were left.

    A part that somebody else did meanwhile is not done again.
    """
    row = TariffChangeRecord
    lane = session.execute(
        select(row.provider_id, row.law).where(row.contract_version_id == version_id)
    ).one_or_none()
    if lane is None:
        return False
    law = Law(lane.law)
    lock_lane(session, lane.provider_id, law)
    pending = session.get(row, version_id)  # as it is now that nobody else is at it
    if pending is None:
        return False
    ids = next_allocations(session, pending.provider_id, law, pending.reached, AT_ONCE)
    change = Change(pending.account_id, now, CONTRACT, version_id)
    found = look_back(session, ids, change)
    pending.lines += found.lines
    pending.cents += found.cents
    if len(ids) < AT_ONCE:
        session.delete(pending)
        return False
    pending.reached = ids[-1]
    return True
