"""Importing allocations (301), and what judging asks of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from declarations.allocation_conditions import problems
from declarations.allocation_history import errors, warnings
from declarations.allocations import AllocationMessage
from declarations.conditions import PRODUCT, Place, finding
from declarations.findings import Finding
from portal.allocations.current import Held, allocations_of
from portal.allocations.known import known_about
from portal.allocations.storing import Effect, Incoming, Stored, store
from portal.audit.service import Action, Event, Subject, record_all
from portal.clock import Clock
from portal.intake.waking import wake
from portal.misfits.service import Change, after_versions
from portal.parties.lanes import lock_lane
from portal.parties.service import find_municipality, find_provider, lock_municipalities
from portal.returns.service import (
    Received,
    ReturnMessage,
    accepted_before,
    identification_used,
    send_back,
)
from portal.settlement.service import Sum
from portal.store.crypto import Keyring
from schemas.istandaarden.allocation import read_allocations
from schemas.refusals import MessageRefused

__all__ = [
    "Held", "Imported", "SenderForbidden", "allocations_of", "import_allocations", "import_many",
]  # fmt: skip

NUMBER_TAKEN = "9332"


class SenderForbidden(Exception):
    """A municipality may only send its own allocations; nothing may be stored."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one 301: how many allocations it brought in, or why it was refused.

    ``superseded`` counts versions that were stored though a later one counts. ``kind`` is None
    for a file that cannot be read as a 301. Findings of level 1 have their sentence in
    ``schemas.wording``, others in ``declarations.allocation_conditions.text_of``. ``noted`` are
    warnings about what was stored, ``retour`` is the 302; None where the form is at fault.
    ``unfit`` are awarded lines that no longer fit a version that was stored.
    """

    name: str
    kind: str | None = None
    findings: tuple[Finding, ...] = ()
    added: int = 0
    changed: int = 0
    superseded: int = 0
    unchanged: int = 0
    noted: tuple[Finding, ...] = ()
    retour: ReturnMessage | None = field(default=None, compare=False)
    unfit: Sum = field(default_factory=Sum)

    @property
    def refused(self) -> bool:
        """Whether nothing of the message was stored."""
        return bool(self.findings)


def import_allocations(
    session: Session,
    name: str,
    data: bytes,
    clock: Clock,
    actor: int,
    keyring: Keyring,
    production: bool,
    sender: str | None = None,
) -> Imported:
    """Store one 301, whole or not at all; the same message again changes nothing.

    ``name`` is what the file is called in the result, ``actor`` the account that does it. In
    production citizen numbers of the test range are refused. ``sender`` is the CBS code of the
    only municipality that may have sent it; raises SenderForbidden for another.
    """
    try:
        message = read_allocations(data)
    except MessageRefused as refused:
        return Imported(name, findings=refused.findings)
    if sender not in (None, message.municipality):
        raise SenderForbidden
    found = problems(message, test_numbers=not production)
    incoming, unknown = _addressed(session, message, hashlib.sha256(data).digest())
    if incoming is None:
        return Imported(name, message.kind, (*unknown, *found))
    received = _received(incoming, actor, data)
    noted: list[Finding] = []
    if not found:
        found, noted = _held_against_what_is_known(session, incoming, received, clock, keyring)
    retour = send_back(session, received, found, clock, keyring)
    if found:
        return Imported(name, message.kind, tuple(found), retour=retour)
    [stored] = store(session, [incoming], clock.now(), keyring)
    _wake(session, [incoming])
    record_all(session, _events([incoming], [stored], actor, clock.now()))
    unfit = _look_back(session, [stored], actor, clock.now())
    imported = _imported(name, incoming, stored)
    return replace(imported, noted=tuple(noted), retour=retour, unfit=unfit)


def _received(incoming: Incoming, actor: int, data: bytes) -> Received:
    message = incoming.message
    parties = incoming.municipality_id, incoming.provider_id
    return Received(message.kind, message.law, *parties, actor, message.identification, data)


def _held_against_what_is_known(
    session: Session, incoming: Incoming, received: Received, clock: Clock, keyring: Keyring
) -> tuple[list[Finding], list[Finding]]:
    """What is wrong with the message, and what is only noted; nothing the second time it comes.

    Holds the lane and the municipality first, so that nothing changes until it is stored.
    """
    lock_lane(session, incoming.provider_id, incoming.message.law)
    lock_municipalities(session, [incoming.municipality_id])
    if accepted_before(session, received):
        return [], []
    used = identification_used(session, received)
    known = known_about(session, incoming, used, clock.today(), keyring)
    return errors(incoming.message, known), warnings(incoming.message, known)


def import_many(
    session: Session,
    messages: Iterable[AllocationMessage],
    clock: Clock,
    actor: int,
    keyring: Keyring,
) -> list[Imported]:
    """Store many allocations that were made here, such as those of demo data, in one go.

    They are held against the same conditions and stored the same way as a 301; as there is no
    file, the hash kept with them is that of their values. One that is refused holds up no other.
    """
    results: list[Imported | None] = []
    accepted: list[Incoming] = []
    for message in messages:
        digest = hashlib.sha256(repr(message).encode()).digest()
        incoming, unknown = _addressed_once(session, accepted, message, digest)
        found = (*unknown, *problems(message, test_numbers=True))
        if incoming is None or found:
            results.append(Imported("", message.kind, found))
            continue
        accepted.append(incoming)
        results.append(None)
    stored = store(session, accepted, clock.now(), keyring)
    _wake(session, accepted)
    record_all(session, _events(accepted, stored, actor, clock.now()))
    _look_back(session, stored, actor, clock.now())
    done = (_imported("", one, two) for one, two in zip(accepted, stored, strict=True))
    return [result or next(done) for result in results]


def _wake(session: Session, incoming: Iterable[Incoming]) -> None:
    """Have the lines judged again that may have waited for these allocations."""
    wake(session, {(i.municipality_id, i.provider_id, i.message.law) for i in incoming})


def _look_back(session: Session, stored: Iterable[Stored], actor: int, now: datetime) -> Sum:
    """Hold awarded lines against the new versions of their allocations; what no longer fits."""
    effects = (each for one in stored for each in one.effects)
    changed = [version for effect, version in effects if effect is Effect.CHANGED and version]
    return after_versions(session, changed, Change(actor, now))


def _addressed(
    session: Session, message: AllocationMessage, sha256: bytes
) -> tuple[Incoming | None, list[Finding]]:
    """The message with the ids of its parties, or who of them is not known here."""
    municipality = find_municipality(session, message.municipality)
    provider = find_provider(session, message.provider)
    if municipality is not None and provider is not None:
        return Incoming(message, municipality.id, provider.id, sha256), []
    unknown = []
    if municipality is None:
        place = Place("/Bericht/Header/Afzender", received=message.municipality)
        unknown.append(finding("SENDER", place, code=None))
    if provider is None:
        place = Place("/Bericht/Header/Ontvanger", received=message.provider)
        unknown.append(finding("RECEIVER", place, code=None))
    return None, unknown


def _addressed_once(
    session: Session, earlier: Sequence[Incoming], message: AllocationMessage, sha256: bytes
) -> tuple[Incoming | None, list[Finding]]:
    """The same, without asking again for the parties of the message before."""
    if earlier:
        last = earlier[-1]
        before = (last.message.municipality, last.message.provider)
        if before == (message.municipality, message.provider):
            return Incoming(message, last.municipality_id, last.provider_id, sha256), []
    return _addressed(session, message, sha256)


def _imported(name: str, incoming: Incoming, stored: Stored) -> Imported:
    if stored.taken:
        found = tuple(_number_taken(incoming, position) for position in stored.taken)
        return Imported(name, incoming.message.kind, found)
    counts = Counter(effect for effect, _ in stored.effects)
    return Imported(
        name,
        incoming.message.kind,
        added=counts[Effect.ADDED],
        changed=counts[Effect.CHANGED],
        superseded=counts[Effect.SUPERSEDED],
        unchanged=counts[Effect.UNCHANGED],
    )


def _number_taken(incoming: Incoming, position: int) -> Finding:
    """TR332, without a word about whose number it is."""
    product = incoming.message.products[position]
    path = f"{PRODUCT}[{position + 1}]/ToewijzingNummer"
    place = Place(path, product.source_line or None, received=str(product.number))
    return finding("TR332", place, code=NUMBER_TAKEN)


def _events(
    incoming: Sequence[Incoming], stored: Sequence[Stored], actor: int, now: datetime
) -> Iterator[Event]:
    """One event for every version that was stored; the message is known by its hash."""
    for each, result in zip(incoming, stored, strict=True):
        for effect, version_id in result.effects:
            if version_id is not None:
                yield Event(
                    action=Action.ALLOCATION_RECORDED,
                    object_type=Subject.ALLOCATION_VERSION,
                    object_id=version_id,
                    account_id=actor,
                    occurred_at=now,
                    municipality_id=each.municipality_id,
                    provider_id=each.provider_id,
                    detail={"effect": effect, "message": each.sha256.hex()},
                )
