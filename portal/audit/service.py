"""Recording what happened, and sealing it into a chain that shows every later change.

Events are written unsealed in the transaction they describe. A periodic sealer chains them
afterwards: a chain written in line would make every transaction wait for the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from portal.audit.happenings import Action, Subject
from portal.audit.records import AccessLogRecord, AuditEventRecord, AuditSealRecord
from portal.clock import Clock
from portal.store.bulk import insert_rows

__all__ = [
    "GENESIS", "Action", "Event", "Subject", "breaks_in_chain", "link", "log_access", "record",
    "record_all", "seal", "seen_lately",
]  # fmt: skip

GENESIS = bytes(32)  # what the first seal follows
SEALER_LOCK = 7_305_551_019_204_418
AT_ONCE = 10_000  # events sealed in one go


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; ``detail`` holds ids and counts, never data of a citizen."""

    action: str
    object_type: str
    object_id: int
    account_id: int
    occurred_at: datetime
    municipality_id: int | None = None
    provider_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record(session: Session, event: Event) -> None:
    """Write one event in the transaction of what it describes."""
    record_all(session, [event])


def record_all(session: Session, events: Iterable[Event]) -> None:
    """Write many events at once, in the transaction of what they describe."""
    insert_rows(session, AuditEventRecord.__table__, _EVENT_COLUMNS, map(_values, events))


def log_access(
    session: Session,
    occurred_at: datetime,
    account_id: int,
    purpose: str,
    object_type: str,
    object_id: int,
    municipality_id: int | None = None,
    provider_id: int | None = None,
) -> None:
    """Note that somebody saw data about a client; in the transaction that shows it."""
    session.add(
        AccessLogRecord(
            occurred_at=occurred_at, account_id=account_id, purpose=purpose,
            object_type=object_type, object_id=object_id,
            municipality_id=municipality_id, provider_id=provider_id,
        )
    )  # fmt: skip


def seen_lately(
    session: Session, account_id: int, purpose: str, most: int = 10
) -> list[tuple[int, datetime]]:
    """What this account saw last for a purpose: the ids of the objects, newest first, and when."""
    seen, last = AccessLogRecord, func.max(AccessLogRecord.occurred_at)
    rows = session.execute(
        select(seen.object_id, last)
        .where(seen.account_id == account_id, seen.purpose == purpose)
        .group_by(seen.object_id)
        .order_by(last.desc(), seen.object_id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def seal(session: Session, clock: Clock) -> int:
    """Chain the events that are not sealed yet, oldest first; gives how many it sealed.

    Call it again until it gives 0. Two sealers at once take turns. An event whose transaction
    commits late is sealed late: the order of the chain is that of sealing.
    """
    _take_turn(session)
    sequence, previous = _end_of_chain(session)
    links = []
    for event in session.execute(_unsealed()).all():
        sequence += 1
        sealed_hash = link(previous, sequence, event)
        links.append((event.id, sequence, clock.now(), previous, sealed_hash))
        previous = sealed_hash
    columns = ("event_id", "sequence", "sealed_at", "previous_hash", "hash")
    insert_rows(session, AuditSealRecord.__table__, columns, links)
    return len(links)


def link(previous: bytes, sequence: int, event: Row[Any]) -> bytes:
    """The hash of an event (a row of ``audit_event``) at its place in the chain."""
    content = [sequence, event.id, *(_plain(getattr(event, name)) for name in _SEALED_COLUMNS)]
    text_form = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous + text_form.encode()).digest()


def breaks_in_chain(session: Session) -> Iterator[tuple[int, str]]:
    """The event ids at which the chain is broken, with what is wrong: "sequence" or "hash"."""
    events, seals = AuditEventRecord.__table__, AuditSealRecord.__table__
    query = (
        select(events, seals.c.sequence, seals.c.previous_hash, seals.c.hash)
        .join(seals, seals.c.event_id == events.c.id)
        .order_by(seals.c.sequence)
        .execution_options(yield_per=AT_ONCE)
    )
    expected, previous = 1, GENESIS
    for event in session.execute(query):
        if event.sequence != expected:
            yield event.id, "sequence"
        if event.previous_hash != previous or event.hash != link(previous, event.sequence, event):
            yield event.id, "hash"
        expected, previous = event.sequence + 1, event.hash


_EVENT_COLUMNS = (
    "action", "object_type", "object_id", "account_id", "occurred_at", "municipality_id",
    "provider_id", "detail",
)  # fmt: skip
_SEALED_COLUMNS = (*_EVENT_COLUMNS, "written_at")


def _values(event: Event) -> tuple[Any, ...]:
    return tuple(getattr(event, name) for name in _EVENT_COLUMNS)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _take_turn(session: Session) -> None:
    """On SQLite the write lock of the transaction does this already."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEALER_LOCK})


def _end_of_chain(session: Session) -> tuple[int, bytes]:
    last = session.execute(
        select(AuditSealRecord.sequence, AuditSealRecord.hash)
        .order_by(AuditSealRecord.sequence.desc())
        .limit(1)
    ).first()
    return (last.sequence, last.hash) if last else (0, GENESIS)


def _unsealed() -> Any:
    events, seals = AuditEventRecord.__table__, AuditSealRecord.__table__
    return (
        select(events)
        .outerjoin(seals, seals.c.event_id == events.c.id)
        .where(seals.c.event_id.is_(None))
        .order_by(events.c.id)
        .limit(AT_ONCE)
    )
