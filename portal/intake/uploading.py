"""Handing in the files of one form: each is a batch of its own, and a bad one falls alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from declarations.findings import Finding
from portal.clock import Clock
from portal.intake.arrival import Upload
from portal.intake.naming import safe_name
from portal.intake.refusals import newest_refusal
from portal.intake.service import Actor, SenderForbidden, receive
from portal.store.crypto import Keyring
from portal.store.transaction import in_transaction


class Fate(StrEnum):
    """What became of a file in a form."""

    TAKEN = "taken"
    PARTLY = "partly"  # a ZIP of which one or more members were refused
    REFUSED = "refused"
    NOT_YOURS = "not-yours"  # of another provider: nothing was kept


@dataclass(frozen=True, slots=True)
class HandedInFile:
    """What became of one file; ``batch`` and ``refusal`` say where it can be seen.

    ``refused`` holds every member that was refused by name, with what is wrong with it.
    """

    name: str
    fate: Fate
    batch: str | None = None
    refusal: int | None = None
    refused: tuple[tuple[str, tuple[Finding, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Sending:
    """One press on the button: by whom, under which key, with which own reference."""

    actor: Actor
    key: str
    own_reference: str | None


def hand_in_each(
    files: Iterable[tuple[str, Callable[[], bytes]]],
    sending: Sending,
    clock: Clock,
    keyring: Keyring,
) -> list[HandedInFile]:
    """Hand in each file (its name, and how to read it) in a transaction of its own.

    The key of a file is that of the form with the hash of its content: the same form sent twice
    stores once, and so does the same file chosen twice.
    """
    return [_hand_in(name, read(), sending, clock, keyring) for name, read in files]


def _hand_in(
    name: str, data: bytes, sending: Sending, clock: Clock, keyring: Keyring
) -> HandedInFile:
    digest = hashlib.sha256(data)
    upload = Upload(name, data, sending.own_reference, f"form-{sending.key}-{digest.hexdigest()}")
    shown = safe_name(name)

    def work(session: Session) -> HandedInFile:
        receipt = receive(session, upload, sending.actor, clock, keyring)
        refused = tuple((each.name, each.findings) for each in receipt.members if each.findings)
        if receipt.batch is not None:
            fate = Fate.PARTLY if refused else Fate.TAKEN
            return HandedInFile(shown, fate, receipt.batch, refused=refused)
        refusal = newest_refusal(session, sending.actor.account_id, digest.digest())
        return HandedInFile(shown, Fate.REFUSED, refusal=refusal, refused=refused)

    try:
        return in_transaction(work)
    except SenderForbidden:
        return HandedInFile(shown, Fate.NOT_YOURS)
