"""Declarations in the making: begun, saved as often as one likes, sent or thrown away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.model import Law
from portal.allocations.declarable import Market
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.declaring.numbers import next_number
from portal.declaring.records import DraftRecord
from portal.declaring.rows import Row, from_json, to_json
from portal.store.crypto import Keyring

_LETTERS = "bcdfghjkmnpqrstvwxz"


class DraftChanged(Exception):
    """Somebody saved the draft since this form was shown; nothing was saved."""

    def __init__(self, stored: Draft) -> None:
        self.stored = stored
        super().__init__(stored.public_id)


class AlreadySent(Exception):
    """The draft was sent before; ``batch`` is the public id of what came of it."""

    def __init__(self, batch: str) -> None:
        self.batch = batch
        super().__init__(batch)


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes the declaration, for which provider (id and AGB code)."""

    account_id: int
    provider_id: int
    agb: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A declaration in the making. ``month`` is the first day of the month it is about."""

    id: int
    public_id: str
    provider_id: int
    municipality_id: int
    law: Law
    month: date
    kind: str
    origin: str | None
    number: int
    version: int
    changed_at: datetime
    batch: str | None
    rows: tuple[Row, ...] = ()

    @property
    def market(self) -> Market:
        """Between whom it is."""
        return Market(self.provider_id, self.municipality_id, self.law)


def begin_draft(
    session: Session,
    author: Author,
    market: Market,
    month: date,
    rows: Sequence[Row],
    clock: Clock,
    keyring: Keyring,
    kind: str = "lines",
    origin: str | None = None,
) -> Draft:
    """Begin a declaration with these rows, under a number of its own.

    What is mended or corrected already in an open draft goes on there.
    """
    number = next_number(session, author.provider_id)  # also makes two at once take turns
    if origin and (found := _open_draft_of(session, author.provider_id, origin)):
        return _value(found, keyring)
    public_id = "".join(secrets.choice(_LETTERS) for _ in range(16))
    row = DraftRecord(
        public_id=public_id,
        provider_id=market.provider_id,
        municipality_id=market.municipality_id,
        law=market.law.value,
        month=month.replace(day=1),
        kind=kind,
        origin=origin,
        number=number,
        account_id=author.account_id,
        created_at=clock.now(),
        changed_at=clock.now(),
        content=keyring.pack(to_json(rows), _context(public_id)),
        key_id=keyring.key_id,
    )
    session.add(row)
    session.flush()
    _tell(session, Action.DRAFT_BEGUN, row, author, clock, rows=len(rows))
    return _value(row, keyring)


def _open_draft_of(session: Session, provider_id: int, origin: str) -> DraftRecord | None:
    return session.scalar(
        select(DraftRecord).filter_by(provider_id=provider_id, origin=origin, state="open")
    )


def find_open_draft(session: Session, provider_id: int, origin: str) -> str | None:
    """The public id of the open draft that mends or corrects this; None when there is none."""
    found = _open_draft_of(session, provider_id, origin)
    return found.public_id if found else None


def batches_of(session: Session, provider_id: int, origin: str) -> list[str]:
    """What was sent before to mend or correct this, the last first: public ids of batches."""
    rows = session.scalars(
        select(DraftRecord.batch)
        .filter_by(provider_id=provider_id, origin=origin, state="sent")
        .order_by(DraftRecord.id.desc())
    )
    return [batch for batch in rows if batch]


def get_draft(session: Session, provider_id: int, public_id: str, keyring: Keyring) -> Draft:
    """A draft of this provider that was not sent; AlreadySent for one that was, else NotFound."""
    return _value(_open_row(session, provider_id, public_id), keyring)


def held_draft(
    session: Session, provider_id: int, public_id: str, version: int, keyring: Keyring
) -> Draft:
    """The same, held until the transaction ends; DraftChanged where it has another version."""
    row = _open_row(session, provider_id, public_id, hold=True)
    draft = _value(row, keyring)
    if draft.version != version:
        raise DraftChanged(draft)
    return draft


def _open_row(
    session: Session, provider_id: int, public_id: str, hold: bool = False
) -> DraftRecord:
    query = select(DraftRecord).filter_by(provider_id=provider_id, public_id=public_id)
    row = session.scalar(query.with_for_update() if hold else query)
    if row is None:
        raise NotFound
    if row.batch is not None:
        raise AlreadySent(row.batch)
    return row


def save_draft(
    session: Session, draft: Draft, rows: Sequence[Row], clock: Clock, keyring: Keyring
) -> Draft:
    """Keep these rows; the draft must be held. Gives it with its new version."""
    saved = replace(draft, rows=tuple(rows), version=draft.version + 1, changed_at=clock.now())
    session.execute(
        update(DraftRecord)
        .where(DraftRecord.id == draft.id)
        .values(
            content=keyring.pack(to_json(rows), _context(draft.public_id)),
            key_id=keyring.key_id,
            version=saved.version,
            changed_at=saved.changed_at,
        )
    )  # fmt: skip
    return saved


def renumber(session: Session, draft: Draft) -> Draft:
    """Give a held draft another number, because somebody used its own in a message."""
    number = next_number(session, draft.provider_id)
    session.execute(update(DraftRecord).where(DraftRecord.id == draft.id).values(number=number))
    return replace(draft, number=number)


def close_draft(
    session: Session, draft: Draft, batch: str, author: Author, clock: Clock, keyring: Keyring
) -> None:
    """Mark a held draft as sent: it is read no more, and its rows are gone from it."""
    row = session.get_one(DraftRecord, draft.id)
    row.state, row.batch, row.changed_at = "sent", batch, clock.now()
    row.content = keyring.pack(to_json(()), _context(row.public_id))
    _tell(session, Action.DRAFT_SENT, row, author, clock, number=draft.number)


def delete_draft(session: Session, draft: Draft, author: Author, clock: Clock) -> None:
    """Throw a held draft away; its number is not given again."""
    row = session.get_one(DraftRecord, draft.id)
    _tell(session, Action.DRAFT_DELETED, row, author, clock, version=draft.version)
    session.execute(delete(DraftRecord).where(DraftRecord.id == draft.id))


def open_drafts(session: Session, provider_id: int, keyring: Keyring) -> list[Draft]:
    """The drafts of a provider that wait to be sent, the one changed last first."""
    rows = session.scalars(
        select(DraftRecord)
        .filter_by(provider_id=provider_id, state="open")
        .order_by(DraftRecord.changed_at.desc(), DraftRecord.id.desc())
    )
    return [_value(row, keyring) for row in rows]


def _value(row: DraftRecord, keyring: Keyring) -> Draft:
    return Draft(
        id=row.id,
        public_id=row.public_id,
        provider_id=row.provider_id,
        municipality_id=row.municipality_id,
        law=Law(row.law),
        month=row.month,
        kind=row.kind,
        origin=row.origin,
        number=row.number,
        version=row.version,
        changed_at=row.changed_at,
        batch=row.batch,
        rows=from_json(keyring.unpack(row.content, _context(row.public_id))),
    )


def _context(public_id: str) -> bytes:
    return b"draft:" + public_id.encode("ascii")


def _tell(
    session: Session, action: Action, row: DraftRecord, author: Author, clock: Clock, **detail: int
) -> None:
    event = Event(
        action=action,
        object_type=Subject.DRAFT,
        object_id=row.id,
        account_id=author.account_id,
        occurred_at=clock.now(),
        municipality_id=row.municipality_id,
        provider_id=row.provider_id,
        detail=dict(detail),
    )
    record(session, event)
