"""Importing allocations (301), and what judging asks of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from declarations.allocation_conditions import problems
from declarations.allocations import AllocationMessage
from declarations.conditions import PRODUCT, Place, finding
from declarations.findings import Finding
from portal.allocations.current import Held, allocations_of
from portal.allocations.storing import Effect, Incoming, Stored, store
from portal.audit.service import Action, Event, Subject, record_all
from portal.clock import Clock
from portal.parties.service import find_municipality, find_provider
from portal.store.crypto import Keyring
from schemas.istandaarden.allocation import read_allocations
from schemas.refusals import MessageRefused

__all__ = ["Held", "Imported", "allocations_of", "import_allocations", "import_many"]

NUMBER_TAKEN = "9332"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one 301: how many allocations it brought in, or why it was refused.

    ``superseded`` counts versions that were stored though a later one counts. ``kind`` is None
    for a file that cannot be read as a 301. Findings of level 1 have their sentence in
    ``schemas.wording``, others in ``declarations.allocation_conditions.text_of``.
    """

    name: str
    kind: str | None = None
    findings: tuple[Finding, ...] = ()
    added: int = 0
    changed: int = 0
    superseded: int = 0
    unchanged: int = 0

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
) -> Imported:
    """Store one 301, whole or not at all; the same message again changes nothing.

    ``name`` is what the file is called in the result, ``actor`` the account that does it. In
    production citizen numbers of the test range are refused.
    """
    try:
        message = read_allocations(data)
    except MessageRefused as refused:
        return Imported(name, findings=refused.findings)
    found = problems(message, test_numbers=not production)
    incoming, unknown = _addressed(session, message, hashlib.sha256(data).digest())
    if incoming is None or found:
        return Imported(name, message.kind, (*unknown, *found))
    [stored] = store(session, [incoming], clock.now(), keyring)
    record_all(session, _events([incoming], [stored], actor, clock.now()))
    return _imported(name, incoming, stored)


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
    record_all(session, _events(accepted, stored, actor, clock.now()))
    done = (_imported("", one, two) for one, two in zip(accepted, stored, strict=True))
    return [result or next(done) for result in results]


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
