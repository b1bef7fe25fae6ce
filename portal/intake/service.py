"""Receiving declarations: what page, API and command share.

What may enter is stored together with the work to be done; the rest is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from declarations.findings import Assessment, Finding, Outcome
from declarations.identifiers import without_citizen_numbers
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.intake.answer_records import RefusalRecord
from portal.intake.arrival import Member, Upload, arrive
from portal.intake.idempotency import Call, earlier_answer, keep_answer
from portal.intake.judging import Work
from portal.intake.kept_findings import finding_to_keep, kept_finding
from portal.intake.naming import public_name, safe_name
from portal.intake.records import BatchRecord, MessageContentRecord, MessageRecord
from portal.jobs.service import enqueue
from portal.store.crypto import Keyring, message_context

LONGEST_REFERENCE = 100


class SenderForbidden(Exception):
    """A key may only send messages of its own provider; nothing was stored."""


class ReferenceRefused(Exception):
    """An own reference is too long or holds a citizen number."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who hands in: ``provider_id`` is None for a command, which may act for any provider."""

    account_id: int
    provider_id: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one member of an upload: stored as a message, or refused with findings.

    ``work`` spares whoever judges a single message at once from reading it back.
    """

    name: str
    message_id: int | None
    findings: tuple[Finding, ...] = ()
    work: Work | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an upload; ``batch`` is None when nothing of it could enter."""

    batch: str | None
    members: tuple[Received, ...]


def receive(
    session: Session, upload: Upload, actor: Actor, clock: Clock, keyring: Keyring
) -> Receipt:
    """Store an upload: its messages as work to do, its refused members as refusals.

    The same upload with the same idempotency key gets the first receipt again and does nothing.
    Raises SenderForbidden when a message is not of the actor's provider, ReferenceRefused for a
    bad own reference, KeyReused for another upload with the same key; nothing may be stored then.
    """
    _check_reference(upload.own_reference)
    call = _call(upload, actor)
    if call is None:
        return _take_in(session, upload, actor, clock, keyring)
    if answer := earlier_answer(session, call, clock):
        return _receipt_from(answer)
    receipt = _take_in(session, upload, actor, clock, keyring)
    keep_answer(session, call, _receipt_json(receipt))
    return receipt


def _call(upload: Upload, actor: Actor) -> Call | None:
    if upload.idempotency_key is None or actor.provider_id is None:
        return None
    tenant = f"provider:{actor.provider_id}"
    return Call(tenant, upload.idempotency_key, hashlib.sha256(upload.data).digest())


def _receipt_json(receipt: Receipt) -> dict[str, Any]:
    members = [
        [each.name, each.message_id, [finding_to_keep(finding) for finding in each.findings]]
        for each in receipt.members
    ]
    return {"batch": receipt.batch, "members": members}


def _receipt_from(answer: dict[str, Any]) -> Receipt:
    members = (
        Received(name, message_id, tuple(kept_finding(kept) for kept in findings))
        for name, message_id, findings in answer["members"]
    )
    return Receipt(answer["batch"], tuple(members))


def _take_in(
    session: Session, upload: Upload, actor: Actor, clock: Clock, keyring: Keyring
) -> Receipt:
    batch: BatchRecord | None = None
    members = []
    refused: list[tuple[int, Member]] = []
    for position, member in enumerate(arrive(session, upload, clock.today()), 1):
        check_sender(upload, member, actor)
        if member.message is None:
            refused.append((position, member))
            members.append(Received(member.name, None, member.findings, kind=member.kind))
            continue
        batch = batch or _new_batch(session, upload, member, actor, clock)
        message_id = _store_message(session, batch, position, member, keyring)
        work = _work(upload, message_id, member)
        members.append(Received(member.name, message_id, work=work, kind=member.kind))
    for position, member in refused:
        _store_refusal(session, batch, position, member, actor, clock)
    return Receipt(batch.public_id if batch else None, tuple(members))


def check_sender(upload: Upload, member: Member, actor: Actor) -> None:
    """A file that names its sender must name the actor's provider, whatever else is wrong with it.

    In a ZIP of the actor's own, a message of a sender nobody knows is refused by itself.
    """
    alone = member.kind is not None and member.data is upload.data
    named = alone or member.provider_id is not None
    if named and actor.provider_id not in (None, member.provider_id):
        raise SenderForbidden


def refused_at_door(findings: Sequence[Finding], kind: str | None = None) -> Assessment:
    """The verdict on a file that did not enter (level 1): there is no answer to it.

    ``kind`` is None where the file cannot be read as a message.
    """
    return Assessment(
        kind=kind,
        outcome=Outcome.REFUSED,
        level=1,
        header=None,
        declaration=None,
        clients=(),
        lines=(),
        submitted_cents=None,
        awarded_cents=0,
        findings=tuple(findings),
    )


def _check_reference(reference: str | None) -> None:
    if reference is None:
        return
    if len(reference) > LONGEST_REFERENCE or without_citizen_numbers(reference) != reference:
        raise ReferenceRefused


def _new_batch(
    session: Session, upload: Upload, member: Member, actor: Actor, clock: Clock
) -> BatchRecord:
    name, alone = safe_name(upload.name), member.data is upload.data
    batch = BatchRecord(
        public_id=public_name(),
        provider_id=member.provider_id,
        account_id=actor.account_id,
        own_reference=upload.own_reference or name,
        idempotency_key=upload.idempotency_key if actor.provider_id else None,
        file_name=name,
        received_at=clock.now(),
        sha256=member.digest if alone else hashlib.sha256(upload.data).digest(),
        size=len(upload.data),
    )
    session.add(batch)
    session.flush()
    received = Event(
        account_id=actor.account_id,
        action=Action.BATCH_RECEIVED,
        object_type=Subject.BATCH,
        object_id=batch.id,
        occurred_at=batch.received_at,
        provider_id=batch.provider_id,
        detail={"size": batch.size, "sha256": batch.sha256.hex()},
    )
    record(session, received)
    return batch


def _store_message(
    session: Session, batch: BatchRecord, position: int, member: Member, keyring: Keyring
) -> int:
    assert member.message is not None
    digest = member.digest
    row = MessageRecord(
        batch_id=batch.id,
        position=position,
        file_name=member.name,
        provider_id=member.provider_id,
        municipality_id=member.municipality_id,
        municipality_code=member.message.header.receiver,
        law=member.message.law.value,
        kind=member.message.kind,
        sha256=digest,
        size=len(member.data),
        received_at=batch.received_at,
    )
    session.add(row)
    session.flush()
    body = keyring.seal(member.compressed, message_context(digest))
    session.add(MessageContentRecord(message_id=row.id, body=body, key_id=keyring.key_id))
    enqueue(session, row.id, _open_messages(session, batch.provider_id))
    return row.id


def _open_messages(session: Session, provider_id: int) -> int:
    waiting = select(func.count()).select_from(MessageRecord)
    return session.scalar(waiting.filter_by(provider_id=provider_id, state="received")) or 0


def _work(upload: Upload, message_id: int, member: Member) -> Work | None:
    """The work at hand for a message that came alone; a ZIP would fill the memory."""
    if member.message is None or member.data is not upload.data:
        return None
    return Work(message_id, member.data, member.message)


def _store_refusal(
    session: Session,
    batch: BatchRecord | None,
    position: int,
    member: Member,
    actor: Actor,
    clock: Clock,
) -> None:
    row = RefusalRecord(
        provider_id=member.provider_id,
        account_id=actor.account_id,
        file_name=member.name,
        size=len(member.data),
        sha256=member.digest,
        received_at=clock.now(),
        findings=[finding_to_keep(finding) for finding in member.findings],
        batch_id=batch.id if batch else None,
        position=position if batch else None,
    )
    session.add(row)
    session.flush()
    refused = Event(
        account_id=actor.account_id,
        action=Action.FILE_REFUSED,
        object_type=Subject.REFUSAL,
        object_id=row.id,
        occurred_at=row.received_at,
        provider_id=row.provider_id,
        detail={"size": row.size, "rules": sorted({each.rule for each in member.findings})},
    )
    record(session, refused)
