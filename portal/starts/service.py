"""Taking in reports of start and stop of care (305, 307): from a message, or from a form.

A message that contradicts what is known is rejected as a whole: it is kept with its findings and
does not count. One with a number that means no allocation of this provider and client is rejected
and not kept. Declarations are never judged by any of it (OP364).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from declarations.conditions import Place, finding
from declarations.findings import Finding, Owner
from declarations.start_conditions import problems
from declarations.starts import CareMessage
from portal.audit.service import Action, Event, Subject, record_all
from portal.clock import Clock
from portal.intake.service import Actor, SenderForbidden
from portal.parties.lanes import lock_lane
from portal.parties.service import find_municipality, find_provider, listed
from portal.returns.service import Received, ReturnMessage, last_return, send_back
from portal.starts.storing import (
    Incoming,
    Judged,
    findings_of,
    judge,
    stored_positions,
    write,
)
from portal.store.crypto import Keyring
from schemas.istandaarden.starts import read_care
from schemas.refusals import MessageRefused

__all__ = ["Actor", "ImportedCare", "SenderForbidden", "import_starts", "report"]

NO_MUNICIPALITY = "S300"


@dataclass(frozen=True, slots=True)
class ImportedCare:
    """What became of one 305 or 307: how many events it brought in, or why it was refused.

    ``findings`` refuse the message by itself. ``noted`` reject it for what is known: its events
    were stored (``added``) but do not count, or have no place here (``left_out``). Findings of
    level 1 with a detail have their sentence in ``schemas.wording``, all others in
    ``declarations.start_conditions.text_of``. ``retour`` is the 306 or 308; None where the form is
    at fault.
    """

    name: str
    kind: str | None = None
    findings: tuple[Finding, ...] = ()
    noted: tuple[Finding, ...] = ()
    added: int = 0
    unchanged: int = 0
    left_out: int = 0
    retour: ReturnMessage | None = field(default=None, compare=False)

    @property
    def refused(self) -> bool:
        """Whether nothing of the message is stored."""
        return not (self.added or self.unchanged)

    @property
    def rejected(self) -> bool:
        """Whether the message does not count, stored or not."""
        return bool(self.findings or self.noted)


def import_starts(
    session: Session,
    name: str,
    data: bytes,
    clock: Clock,
    actor: Actor,
    keyring: Keyring,
    production: bool,
) -> ImportedCare:
    """Store one 305 or 307; the same message again adds only what had no place before.

    ``name`` is what the file is called in the result. Raises SenderForbidden for a message of
    another provider than the actor's, before anything else is told about it. In production
    citizen numbers of the test range are refused.
    """
    try:
        message = read_care(data)
    except MessageRefused as refused:
        return ImportedCare(name, findings=refused.findings)
    incoming, unknown = _addressed(session, message, actor, hashlib.sha256(data).digest(), clock)
    found = (*unknown, *problems(message, test_numbers=not production))
    received = _received(session, message, actor, data)
    if incoming is None or found:
        retour = send_back(session, received, found, clock, keyring) if received else None
        return ImportedCare(name, message.kind, found, retour=retour)
    assert received is not None, "its provider is known"
    lock_lane(session, incoming.provider_id, message.law)
    known = stored_positions(session, incoming)
    client_id, judged = judge(session, incoming, clock, keyring)
    fresh = [each for each in judged if each.position not in known]
    if not fresh:
        earlier = last_return(session, received, keyring)
        return ImportedCare(name, message.kind, unchanged=len(known), retour=earlier)
    noted = _each_once(one for each in fresh for one in findings_of(message, each))
    placed = fresh if all(each.has_place for each in fresh) else []
    if placed:
        _store(session, incoming, client_id, placed, clock.now(), keyring)
    return ImportedCare(
        name,
        message.kind,
        noted=noted,
        added=len(placed),
        unchanged=len(known),
        left_out=len(fresh) - len(placed),
        retour=send_back(session, received, noted, clock, keyring),
    )


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is wrong with the header is found at every event, and told once."""
    return tuple(dict.fromkeys(findings))


def _received(session: Session, message: CareMessage, actor: Actor, data: bytes) -> Received | None:
    """The message as its retour answers it; None where its sender is not known here."""
    provider = find_provider(session, message.provider)
    municipality = find_municipality(session, message.municipality)
    if provider is None:
        return None
    return Received(
        message.kind, message.law, municipality.id if municipality else None, provider.id,
        actor.account_id, message.identification, data,
    )  # fmt: skip


def report(
    session: Session, message: CareMessage, clock: Clock, actor: Actor, keyring: Keyring
) -> list[Finding]:
    """Store a message of one event that was made in the portal; empty when it was stored.

    The same checks as for a message that is sent in, but whoever fills in a form can still mend
    it: with any finding about the event nothing is stored.
    """
    digest = hashlib.sha256(repr(message).encode()).digest()
    incoming, unknown = _addressed(session, message, actor, digest, clock)
    found = [*unknown, *problems(message, test_numbers=True)]
    if incoming is None or found:
        return found
    incoming = replace(incoming, made_here=True)
    lock_lane(session, incoming.provider_id, message.law)
    client_id, judged = judge(session, incoming, clock, keyring)
    found = list(_each_once(one for each in judged for one in findings_of(message, each)))
    if all(each.counts for each in judged):
        found = []
        _store(session, incoming, client_id, judged, clock.now(), keyring)
    return found


def _addressed(
    session: Session, message: CareMessage, actor: Actor, sha256: bytes, clock: Clock
) -> tuple[Incoming | None, list[Finding]]:
    """The message with the ids of its parties, or who of them is not known here."""
    provider = find_provider(session, message.provider)
    if actor.provider_id is not None and (provider is None or provider.id != actor.provider_id):
        raise SenderForbidden
    municipality = find_municipality(session, message.municipality)
    if municipality is not None and provider is not None:
        parties = municipality.id, provider.id
        return Incoming(message, *parties, actor.account_id, sha256), []
    unknown = []
    if provider is None:
        place = Place("/Bericht/Header/Afzender", received=message.provider)
        unknown.append(finding("SENDER", place, None, Owner.PROVIDER))
    if municipality is None:
        place = Place("/Bericht/Header/Ontvanger", received=message.municipality)
        exists = listed(message.municipality, clock.today())
        rule, code = ("RECEIVER", None) if exists else ("TR378", NO_MUNICIPALITY)
        unknown.append(finding(rule, place, code, Owner.PROVIDER))
    return None, unknown


def _store(
    session: Session, incoming: Incoming, client_id: int | None, judged: Sequence[Judged],
    now: datetime, keyring: Keyring,
) -> None:  # fmt: skip
    ids = write(session, incoming, client_id, judged, now, keyring)
    record_all(session, _events(incoming, ids, judged, now))


def _events(
    incoming: Incoming, ids: Sequence[int], judged: Sequence[Judged], now: datetime
) -> Iterator[Event]:
    for row_id, each in zip(ids, judged, strict=True):
        yield Event(
            action=Action.CARE_REPORTED,
            object_type=Subject.CARE_EVENT,
            object_id=row_id,
            account_id=incoming.account_id,
            occurred_at=now,
            municipality_id=incoming.municipality_id,
            provider_id=incoming.provider_id,
            detail={
                "care": incoming.message.care,
                "removes": each.removes,
                "counts": each.counts,
                "message": incoming.sha256.hex(),
            },
        )
