"""Judging without handing in: the verdict a file would get now. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from declarations.assessment import assess
from declarations.findings import Assessment
from declarations.rules import RULEBOOK
from portal.clock import Clock
from portal.intake.arrival import Member, Upload, arrive
from portal.intake.judging import located
from portal.intake.parties import Parties
from portal.intake.service import Actor, check_sender, refused_at_door
from portal.intake.snapshot import Snapshot, take_snapshot
from portal.store.crypto import Keyring


@dataclass(frozen=True, slots=True)
class Tried:
    """One member of an upload on trial: the verdict it would get now, and what that rests on.

    ``snapshot`` is None for a member that would be refused at the door.
    """

    member: Member
    verdict: Assessment
    snapshot: Snapshot | None = None


def trial(
    session: Session, upload: Upload, clock: Clock, keyring: Keyring, actor: Actor | None = None
) -> Iterator[Tried]:
    """Judge an upload without storing anything, each member by itself on what is stored now.

    Raises SenderForbidden as ``receive`` does; without an actor anybody's messages are judged.
    """
    for member in arrive(session, upload, clock.today()):
        if actor is not None:
            check_sender(upload, member, actor)
        if member.message is None:
            yield Tried(member, refused_at_door(member.findings, member.kind))
            continue
        assert member.provider_id is not None
        parties = Parties(member.provider_id, member.municipality_id, member.message.law)
        snapshot = take_snapshot(session, parties, member.message, clock.today(), keyring)
        verdict = assess(member.message, snapshot.facts, RULEBOOK)
        yield Tried(member, located(verdict, member.data), snapshot)
