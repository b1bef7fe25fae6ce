"""Once a night all books are checked; what is found stops payments until a check finds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.check.breach import Breach
from portal.check.records import BooksCheckRecord
from portal.check.service import Recompute, broken
from portal.clock import NETHERLANDS, Clock
from portal.identity.service import system_account_id
from portal.store.crypto import Keyring
from portal.store.transaction import in_transaction, transaction

log = structlog.get_logger()

FROM_HOUR = 2  # by the clock of the Netherlands
ONE_AT_A_TIME = 7_305_551_019_204_419


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When all books were checked last, and the breaches: number, sentence in both languages."""

    checked_at: datetime
    breaches: tuple[tuple[int, str, str], ...]


def last_check(session: Session) -> LastCheck | None:
    """The newest check; only the portal itself sees it, so ask inside ``seeing_all``."""
    row = session.scalars(
        select(BooksCheckRecord).order_by(BooksCheckRecord.id.desc()).limit(1)
    ).first()
    if row is None:
        return None
    found = tuple((each["invariant"], each["nl"], each["en"]) for each in row.breaches)
    return LastCheck(row.checked_at, found)


def check_once_a_night(clock: Clock, keyring: Keyring, recompute: Recompute | None = None) -> bool:
    """Check all books unless that was done this night or it is too early; gives whether it did.

    Works as the portal itself. Of several workers one writes down what it found.
    """
    with transaction() as session:
        if not _is_due(session, clock):
            return False
        found = broken(session, keyring, recompute)
    written = in_transaction(lambda session: _write_down(session, found, clock))
    if written:
        _say(found)
    return written


def _is_due(session: Session, clock: Clock) -> bool:
    now, last = clock.now().astimezone(NETHERLANDS), last_check(session)
    checked_on = last.checked_at.astimezone(NETHERLANDS).date() if last else None
    return now.hour >= FROM_HOUR and checked_on != now.date()


def _write_down(session: Session, found: list[Breach], clock: Clock) -> bool:
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    if not _is_due(session, clock):
        return False
    breaches = [
        {"invariant": each.invariant, "nl": each.sentence.nl, "en": each.sentence.en}
        for each in found
    ]
    row = BooksCheckRecord(checked_at=clock.now(), breaches=breaches)
    session.add(row)
    session.flush()
    record(
        session,
        Event(
            Action.BOOKS_CHECKED, Subject.BOOKS_CHECK, row.id, system_account_id(session),
            clock.now(), detail={"breaches": [each.invariant for each in found]},
        ),
    )  # fmt: skip
    return True


def _say(found: list[Breach]) -> None:
    for each in found:
        log.error("books.broken", invariant=each.invariant, text=each.text.en)
    if not found:
        log.info("books.in_order")
