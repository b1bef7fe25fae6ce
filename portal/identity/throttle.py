"""Guessing gets slower: after a few wrong ones the next attempt has to wait, longer each time.

Counted in rows, so that a restart forgets nothing, under a keyed hash, so that the rows do not say
which addresses somebody tried. An attempt counts before it is judged: a hundred at once are not
one. The same happens for an address that nobody has.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.credential_records import SignInAttemptRecord
from portal.store.conflict import insert_into

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)
FREE = 5  # wrong ones for an account
FREE_OF_ORIGIN = 50  # of one network address, which a whole town hall may share


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted, and how many go wrong before anybody has to wait."""

    key: bytes
    free: int


def for_account(email: str, secret: str) -> Counter:
    """Attempts to sign in with this address."""
    return Counter(_key("account", email.strip().lower(), secret), FREE)


def for_origin(origin: str, secret: str) -> Counter:
    """Attempts from this network address."""
    return Counter(_key("origin", origin, secret), FREE_OF_ORIGIN)


def for_code(account_id: int, secret: str) -> Counter:
    """Attempts to guess a code of the second factor."""
    return Counter(_key("code", str(account_id), secret), FREE)


def admit(session: Session, counter: Counter, clock: Clock) -> datetime | None:
    """Count an attempt; gives until when to wait instead where there were too many.

    Two at once for the same counter take turns.
    """
    now = clock.now()
    session.execute(
        delete(SignInAttemptRecord).where(SignInAttemptRecord.last_at < now - FORGOTTEN_AFTER)
    )
    fresh = insert_into(session, SignInAttemptRecord).values(
        key=counter.key, failures=0, last_at=now
    )
    # changing nothing, it holds the row, and makes it again where another just deleted it
    session.execute(
        fresh.on_conflict_do_update(index_elements=["key"], set_={"key": fresh.excluded.key})
    )
    row = session.scalars(
        select(SignInAttemptRecord)
        .where(SignInAttemptRecord.key == counter.key)
        .execution_options(populate_existing=True)
    ).one()
    until = row.last_at + wait_after(row.failures, counter.free)
    if now < until:
        return until
    row.failures += 1
    row.last_at = now
    session.flush()
    return None


def wait_after(failures: int, free: int = FREE) -> timedelta:
    """How long the next attempt waits after so many wrong ones."""
    over = failures - free
    if over < 0:
        return timedelta(0)
    return min(FIRST_WAIT * 2 ** min(over, 20), LONGEST_WAIT)


def forget(session: Session, counter: Counter) -> None:
    """It went right: begin counting anew."""
    session.execute(delete(SignInAttemptRecord).where(SignInAttemptRecord.key == counter.key))


def take_back(session: Session, counter: Counter) -> None:
    """It went right: this one attempt does not count."""
    session.execute(
        update(SignInAttemptRecord)
        .where(SignInAttemptRecord.key == counter.key, SignInAttemptRecord.failures > 0)
        .values(failures=SignInAttemptRecord.failures - 1)
    )


def _key(kind: str, value: str, secret: str) -> bytes:
    return hmac.digest(f"attempts:{secret}".encode(), f"{kind}:{value}".encode(), "sha256")
