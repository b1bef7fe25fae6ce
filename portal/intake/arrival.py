"""What comes in at the door: an upload, opened into messages that may enter and refusals.

Level 1 is decided here. A refused file leaves nothing behind but its refusal; a bad member of a
ZIP is refused alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from declarations.findings import Finding, Owner
from declarations.model import Message
from portal.intake.naming import safe_name
from portal.parties.service import find_municipality, find_provider, listed
from portal.store.crypto import compressed
from schemas.istandaarden.declaration import read_declaration
from schemas.istandaarden.places import locate
from schemas.refusals import MessageRefused, door_finding
from schemas.zip import messages_in


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; ``own_reference`` is the provider's name for it.

    ``idempotency_key`` is what a program names so that sending again does nothing twice.
    """

    name: str
    data: bytes
    own_reference: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One message of an upload, or the place where one should have been.

    ``compressed`` are its bytes as they are to be sealed.
    """

    name: str
    data: bytes
    compressed: bytes = b""
    message: Message | None = None
    provider_id: int | None = None
    municipality_id: int | None = None
    findings: tuple[Finding, ...] = ()
    kind: str | None = None

    @property
    def digest(self) -> bytes:
        """SHA-256 of the bytes."""
        if self.message is not None and self.message.digest:
            return bytes.fromhex(self.message.digest)
        return hashlib.sha256(self.data).digest()


def arrive(session: Session, upload: Upload, today: date) -> Iterator[Member]:
    """Open an upload into its members, one in memory at a time.

    A ZIP that is not one, or breaks the rules for one, gives a single refused member. The first
    message in a ZIP decides whose messages it holds; one of another provider is refused.
    """
    owner = None
    try:
        for packed in messages_in(upload.name, upload.data):
            member = enter(session, packed.name, packed.data, today)
            if member.message is not None:
                owner = owner or member.provider_id
                member = member if member.provider_id == owner else _other_sender(member)
            yield member
    except MessageRefused as refused:
        yield Member(safe_name(upload.name), upload.data, findings=refused.findings)


def enter(session: Session, name: str, data: bytes, today: date) -> Member:
    """Read one message and see that its sender and receiver are known here (decision 20)."""
    name = safe_name(name)
    with ThreadPoolExecutor(1) as beside:
        compressing = beside.submit(compressed, data)
        try:
            message = read_declaration(data)
        except MessageRefused as refused:
            return Member(name, data, findings=refused.findings)
    provider = find_provider(session, message.header.sender)
    municipality = find_municipality(session, message.header.receiver)
    problem = None
    if provider is None:
        problem = _at_door(data, "SENDER", "Afzender", "unknown")
    elif municipality is None and listed(message.header.receiver, today):
        problem = _at_door(data, "RECEIVER", "Ontvanger", "not_served", message.header.receiver)
    return Member(
        name=name,
        data=data,
        compressed=compressing.result(),
        message=None if problem else message,
        provider_id=provider.id if provider else None,
        municipality_id=municipality.id if municipality else None,
        findings=(problem,) if problem else (),
        kind=message.kind,
    )


def _other_sender(member: Member) -> Member:
    problem = _at_door(member.data, "SENDER", "Afzender", "other")
    return replace(member, message=None, provider_id=None, findings=(problem,))


def _at_door(
    data: bytes, rule: str, element: str, detail: str, received: str | None = None
) -> Finding:
    path = f"/Bericht/Header/{element}"
    problem = door_finding(rule, detail, path=path, received=received, owner=Owner.PROVIDER)
    [located] = locate(data, [problem])
    return located
