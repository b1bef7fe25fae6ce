"""Sending retours back, keeping them, and giving them out as they were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.findings import Finding
from declarations.model import Law
from declarations.returns import return_on
from portal.audit.service import Action, Event, Subject, log_access, record
from portal.clock import Clock
from portal.returns.records import ReturnMessageRecord
from portal.store.bulk import reserve_ids
from portal.store.crypto import Keyring, message_context
from portal.store.database import table_of
from portal.store.tenant import Scope, Tenant
from schemas.istandaarden.return_writer import return_kind, write_return

OF_MUNICIPALITIES = "301"


@dataclass(frozen=True, slots=True)
class Received:
    """A message (301, 305, 307) that was valid for its schema, with the ids of its parties.

    ``municipality_id`` is None where it names a municipality that does not exist.
    """

    kind: str
    law: Law
    municipality_id: int | None
    provider_id: int
    account_id: int
    identification: str
    data: bytes

    @property
    def sha256(self) -> bytes:
        """What the same message is recognised by."""
        return hashlib.sha256(self.data).digest()

    @property
    def from_municipality(self) -> bool:
        """Whether a municipality sent it, not a provider."""
        return self.kind.endswith(OF_MUNICIPALITIES)


@dataclass(frozen=True, slots=True)
class ReturnMessage:
    """A retour by its number; ``name`` is a file name without anything about a client."""

    number: int
    name: str
    body: bytes = field(repr=False)  # it names a citizen


def send_back(
    session: Session,
    received: Received,
    findings: Iterable[Finding],
    clock: Clock,
    keyring: Keyring,
) -> ReturnMessage | None:
    """Answer a message: one that is accepted has one retour for ever, however often it comes.

    None where nothing goes back: the form is at fault (level 1), or a party is not known here.
    """
    verdict = return_on(findings)
    if verdict is None:
        return None
    if verdict.accepted and (known := _accepted_before(session, received)):
        return _opened(known, keyring)
    [number] = reserve_ids(session, table_of(ReturnMessageRecord), 1)
    today = clock.today()
    body = write_return(received.data, verdict, f"{number:010d}", today)
    digest = hashlib.sha256(body).digest()
    row = ReturnMessageRecord(
        id=number,
        kind=received.kind,
        law=received.law.value,
        municipality_id=received.municipality_id,
        provider_id=received.provider_id,
        account_id=received.account_id,
        received_at=clock.now(),
        identification=f"{number:010d}",
        dated=today,
        answers=received.identification,
        answers_sha256=received.sha256,
        accepted=verdict.accepted,
        codes=list(verdict.codes),
        body=keyring.pack(body, message_context(digest)),
        key_id=keyring.key_id,
        sha256=digest,
    )
    session.add(row)
    session.flush()
    record(session, _event(row, clock.now()))
    return ReturnMessage(number, _file_name(row), body)


def identification_used(session: Session, received: Received) -> bool:
    """Whether its sender used its identification for another message of its kind (TR056).

    A message that was rejected counts as not sent (decision 3).
    """
    row = ReturnMessageRecord
    found = session.scalar(
        select(row.id)
        .where(
            _of_the_sender(received),
            row.answers == received.identification,
            row.accepted,
            row.answers_sha256 != received.sha256,
        )
        .limit(1)
    )
    return found is not None


def last_return(session: Session, received: Received, keyring: Keyring) -> ReturnMessage | None:
    """The retour to these very bytes, whatever it said; None where they never had one."""
    row = ReturnMessageRecord
    found = session.scalar(
        select(row)
        .where(_of_the_sender(received), row.answers_sha256 == received.sha256)
        .order_by(row.id.desc())
        .limit(1)
    )
    return None if found is None else _opened(found, keyring)


def accepted_before(session: Session, received: Received) -> bool:
    """Whether these very bytes were accepted before; then nothing in them is judged again."""
    return _accepted_before(session, received) is not None


def _of_the_sender(received: Received) -> ColumnElement[bool]:
    row = ReturnMessageRecord
    own = (
        row.municipality_id == received.municipality_id
        if received.from_municipality
        else row.provider_id == received.provider_id
    )
    return own & (row.kind == received.kind)


def _accepted_before(session: Session, received: Received) -> ReturnMessageRecord | None:
    row = ReturnMessageRecord
    return session.scalar(
        select(row)
        .where(
            _of_the_sender(received),
            row.answers == received.identification,
            row.accepted,
            row.answers_sha256 == received.sha256,
        )
        .order_by(row.id)
        .limit(1)
    )


def _event(row: ReturnMessageRecord, now: datetime) -> Event:
    return Event(
        action=Action.RETURN_SENT,
        object_type=Subject.RETURN_MESSAGE,
        object_id=row.id,
        account_id=row.account_id,
        occurred_at=now,
        municipality_id=row.municipality_id,
        provider_id=row.provider_id,
        detail={"accepted": row.accepted, "codes": row.codes, "message": row.answers_sha256.hex()},
    )


def the_return(
    session: Session, tenant: Tenant, number: int, account_id: int, clock: Clock, keyring: Keyring
) -> ReturnMessage:
    """A retour of or to this party, as it was sent; that it was taken home is noted.

    NotFound for one of others.
    """
    row = session.scalar(
        select(ReturnMessageRecord).where(ReturnMessageRecord.id == number, shown_to(tenant))
    )
    if row is None:
        raise NotFound
    log_access(
        session, clock.now(), account_id, "return", Subject.RETURN_MESSAGE, row.id,
        row.municipality_id, row.provider_id,
    )  # fmt: skip
    return _opened(row, keyring)


def shown_to(tenant: Tenant) -> ColumnElement[bool]:
    """SQL: whether a retour is of or to this party."""
    row = ReturnMessageRecord
    own: dict[Scope, Any] = {
        Scope.PROVIDER: row.provider_id == tenant.id,
        Scope.MUNICIPALITY: row.municipality_id == tenant.id,
    }
    return or_(false(), own.get(tenant.scope, false()))


def _opened(row: ReturnMessageRecord, keyring: Keyring) -> ReturnMessage:
    body = keyring.unpack(row.body, message_context(row.sha256))
    return ReturnMessage(row.id, _file_name(row), body)


def _file_name(row: ReturnMessageRecord) -> str:
    return f"{return_kind(row.kind)}-{row.identification}.xml"
