"""Trying a draft out, and handing it in by the same door as an uploaded file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from declarations.findings import Assessment, Finding
from portal.allocations.clients import open_numbers
from portal.clock import Clock
from portal.declaring.drafts import Author, close_draft, held_draft, renumber
from portal.declaring.filling import Edit, edit_draft
from portal.declaring.messages import bytes_of, message_of, order_of
from portal.declaring.numbers import declaration_number, is_free
from portal.declaring.sheet import Sheet, work_out
from portal.intake.arrival import Upload
from portal.intake.service import Actor, receive
from portal.intake.trying import trial
from portal.parties.service import municipality_codes
from portal.store.crypto import Keyring
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction

_IN_CLIENT = re.compile(r"/Client\[(?P<client>\d+)\](?:/Prestaties/Prestatie\[(?P<line>\d+)\])?")


class NotReady(Exception):
    """The draft cannot be sent as it is; ``sheet`` says why."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        super().__init__(sheet.draft.public_id)


class DoorClosed(Exception):
    """The message that was made did not come in; ``findings`` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__()


@dataclass(frozen=True, slots=True)
class Trial:
    """The verdict a draft would get now, and its findings by the key of the row they are about.

    ``findings`` without a row are about the message as a whole.
    """

    verdict: Assessment
    by_row: Mapping[int, tuple[Finding, ...]]
    findings: tuple[Finding, ...]


def send_draft(
    session: Session, author: Author, public_id: str, version: int, clock: Clock, keyring: Keyring
) -> str:
    """Hand a draft in; gives the public id of the batch. It can be sent once.

    Raises AlreadySent for the second time, DraftChanged, NotReady or NotFound; then nothing is
    sent.
    """
    draft = held_draft(session, author.provider_id, public_id, version, keyring)
    if not is_free(session, draft.provider_id, draft.number):
        draft = renumber(session, draft)
    sheet = work_out(session, draft, clock.today(), keyring)
    if not sheet.ready:
        raise NotReady(sheet)
    upload = _upload(session, author, sheet, clock, keyring)
    actor = Actor(author.account_id, author.provider_id)
    receipt = receive(session, upload, actor, clock, keyring)
    if receipt.batch is None:
        raise DoorClosed(receipt.members[0].findings)
    close_draft(session, draft, receipt.batch, author, clock, keyring)
    return receipt.batch


def save_and_send(
    session: Session,
    author: Author,
    public_id: str,
    version: int,
    edit: Edit,
    clock: Clock,
    keyring: Keyring,
) -> str | Sheet:
    """Save what was typed and hand it in: the batch, or the saved sheet that is not ready yet.

    In one transaction, so that of two clicks the second finds the draft sent.
    """
    saved = edit_draft(session, author, public_id, version, edit, clock, keyring)
    try:
        return send_draft(session, author, public_id, saved.version, clock, keyring)
    except NotReady as unready:
        return unready.sheet


def try_draft(author: Author, sheet: Sheet, clock: Clock, keyring: Keyring) -> Trial | None:
    """Judge a draft as it would be judged now, without a trace; None for one that is not ready.

    Opens a transaction of its own: judging looks at what the municipality contracted with all.
    The sheet must be the author's.
    """
    if not sheet.ready:
        return None
    assert sheet.draft.provider_id == author.provider_id
    with acting_for(PORTAL), transaction() as session:
        upload = _upload(session, author, sheet, clock, keyring)
        [tried] = trial(session, upload, clock, keyring)
    verdict = tried.verdict
    keys = [each.row.key for each in order_of(sheet)]
    by_row: dict[int, tuple[Finding, ...]] = {}
    general = []
    for finding in verdict.findings:
        position = finding.line or _line_at(finding.path, sheet)
        if position is None:
            general.append(finding)
        else:
            key = keys[position - 1]
            by_row[key] = (*by_row.get(key, ()), finding)
    return Trial(verdict, by_row, tuple(general))


def _line_at(path: str, sheet: Sheet) -> int | None:
    """The position of the line that a finding about a client or its line points at."""
    found = _IN_CLIENT.search(path)
    if found is None:
        return None
    client, line = int(found["client"]), int(found["line"] or 1)
    first_of: dict[int, int] = {}
    for position, each in enumerate(order_of(sheet), 1):
        first_of.setdefault(each.row.client_id, position)
    return list(first_of.values())[client - 1] + line - 1


def _upload(
    session: Session, author: Author, sheet: Sheet, clock: Clock, keyring: Keyring
) -> Upload:
    draft = sheet.draft
    clients = {each.row.client_id for each in sheet.filled}
    message = message_of(
        sheet,
        author.agb,
        municipality_codes(session)[draft.municipality_id],
        open_numbers(session, clients, keyring),
        clock.today(),
    )
    name = declaration_number(draft.number)
    return Upload(f"{name}.xml", bytes_of(message), name, f"draft:{draft.public_id}")
