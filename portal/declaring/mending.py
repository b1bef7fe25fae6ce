"""Mending what came back: the rejected lines of a message as a draft of a new one.

A rejected line needs no credit. Of a message that fell as a whole everything goes in again, its
credits too, as it counts as not sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.findings import Finding, Outcome
from declarations.model import Law, Line
from portal.allocations.clients import find_clients, masked, open_numbers
from portal.allocations.declarable import Market, declarable_numbered, declarable_of_clients
from portal.clock import Clock
from portal.declaring.drafts import Author, Draft, batches_of, begin_draft, find_open_draft
from portal.declaring.rows import KEPT, MOST_ROWS, Row, row_of
from portal.intake.judging import read_content
from portal.intake.outcome import JudgedMessage, Reader, open_message
from portal.intake.outcome_causes import Advice, advice_on, causes_of, whole_message_findings
from portal.intake.outcome_choice import Choice
from portal.intake.outcome_lines import DeclaredLine, all_lines
from portal.intake.standing import live_in
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant
from schemas.istandaarden.declaration import read_accepted

PURPOSE = "mend"
LAWS = {law.prefix: law for law in (Law.WMO, Law.YOUTH)}


@dataclass(frozen=True, slots=True)
class Mending:
    """What of a message can be mended here. ``findings`` are those about the whole message.

    ``clients`` are masked numbers. ``mended`` counts lines whose month was awarded since,
    ``credits`` rejected credits, ``unknown`` lines of clients that the provider has no allocation
    of. ``draft`` is where somebody began, ``sent`` what was sent before.
    """

    message: JudgedMessage
    month: date
    lines: tuple[DeclaredLine, ...]
    clients: Mapping[int, str]
    findings: tuple[Finding, ...]
    advice: Advice | None
    mended: int
    credits: int
    unknown: int
    draft: str | None
    sent: tuple[str, ...]

    @property
    def here(self) -> bool:
        """Whether it can be mended in a form."""
        return 0 < len(self.lines) <= MOST_ROWS and self.message.municipality_id is not None

    @property
    def market(self) -> Market:
        """Between whom it was."""
        assert self.message.municipality_id is not None
        return _market(self.message)


def what_to_mend(
    session: Session, author: Author, batch: str, position: int, clock: Clock, keyring: Keyring
) -> Mending:
    """What came back of a message of this provider; noted as seen. NotFound for any other."""
    reader = Reader(author.account_id, Tenant(Scope.PROVIDER, author.provider_id))
    message = open_message(session, reader, batch, position, clock, PURPOSE)
    if message is None or (message.processed and message.outcome is Outcome.AWARDED):
        raise NotFound
    if message.processed:
        return _of_lines(session, message, keyring)
    return _of_everything(session, message, keyring)


def begin_mending(
    session: Session, author: Author, batch: str, position: int, clock: Clock, keyring: Keyring
) -> Draft:
    """A draft with what came back as it was sent, or the one that somebody began before."""
    mending = what_to_mend(session, author, batch, position, clock, keyring)
    if not mending.here:
        raise NotFound
    rows = [_row(key, line) for key, line in enumerate(mending.lines, 1)]
    origin = _origin(mending.message)
    return begin_draft(
        session, author, mending.market, mending.month, rows, clock, keyring, "mend", origin
    )


def _row(key: int, line: DeclaredLine) -> Row:
    row = row_of(key, line, KEPT)
    if line.credit:
        return replace(row, credit=True, previous=line.previous_reference)
    return row if line.id else replace(row, line_id=None)


def _of_lines(session: Session, message: JudgedMessage, keyring: Keyring) -> Mending:
    rejected: list[DeclaredLine] = []
    for part in all_lines(session, message, Choice(state="terug")):
        rejected += part
        if len(rejected) > 10 * MOST_ROWS:
            break
    debits = [line for line in rejected if not line.credit]
    open_ones = _not_mended(session, message, debits)
    assert message.period_start is not None
    return _mending(
        session, message, keyring, message.period_start, open_ones,
        mended=len(debits) - len(open_ones), credits=len(rejected) - len(debits),
        advice=advice_on(causes_of(session, message), len(rejected)),
    )  # fmt: skip


def _not_mended(
    session: Session, message: JudgedMessage, lines: list[DeclaredLine]
) -> list[DeclaredLine]:
    """The lines whose month is not awarded yet, by this message or a later one."""
    held = declarable_numbered(
        session, _market(message), {line.allocation_number for line in lines}
    )
    live = live_in(
        session, (each.allocation_id for each in held.values()),
        {line.start.replace(day=1) for line in lines},
    )  # fmt: skip
    awarded = {
        (number, *key[1:]) for number, each in held.items() for key in live
        if key[0] == each.allocation_id
    }  # fmt: skip
    return [
        line for line in lines
        if (line.allocation_number, line.category, line.code, line.start.replace(day=1))
        not in awarded
    ]  # fmt: skip


def _of_everything(session: Session, message: JudgedMessage, keyring: Keyring) -> Mending:
    content = read_accepted(read_content(session, message.id, keyring))
    month = content.declaration.period.start
    findings, _more = whole_message_findings(session, message)
    lines: list[DeclaredLine] = []
    unknown = 0
    clients = _served(session, message, [each.bsn for each in content.declaration.clients], keyring)
    for client in content.declaration.clients:
        if client.bsn not in clients:
            unknown += len(client.lines)
            continue
        for line in client.lines:
            lines.append(_declared(len(lines) + 1, clients[client.bsn], line))
    return _mending(
        session, message, keyring, month, lines, unknown=unknown, findings=tuple(findings)
    )  # fmt: skip


def _served(
    session: Session, message: JudgedMessage, numbers: list[str], keyring: Keyring
) -> dict[str, int]:
    """The clients among these that the provider has an allocation of."""
    if message.municipality_id is None:
        return {}
    known = find_clients(session, message.municipality_id, numbers, keyring)
    held = declarable_of_clients(session, _market(message), known.values())
    served = {each.client_id for each in held}
    return {number: client for number, client in known.items() if client in served}


def _declared(position: int, client_id: int, line: Line) -> DeclaredLine:
    return DeclaredLine(
        id=0, position=position, client_id=client_id, reference=line.reference,
        previous_reference=line.previous_reference, allocation_number=line.allocation,
        category=line.category, code=line.code, start=line.start, end=line.end,
        volume=line.volume, unit=line.unit, tariff_cents=line.tariff, cents=line.signed_cents,
        credit=line.credit, state="rejected", codes=(),
    )  # fmt: skip


def _mending(
    session: Session, message: JudgedMessage, keyring: Keyring, month: date,
    lines: list[DeclaredLine], mended: int = 0, credits: int = 0, unknown: int = 0,
    findings: tuple[Finding, ...] = (), advice: Advice | None = None,
) -> Mending:  # fmt: skip
    numbers = open_numbers(session, {line.client_id for line in lines[:MOST_ROWS]}, keyring)
    origin = _origin(message)
    return Mending(
        message=message, month=month.replace(day=1), lines=tuple(lines),
        clients={client: masked(number) for client, number in numbers.items()},
        findings=findings, advice=advice, mended=mended, credits=credits, unknown=unknown,
        draft=find_open_draft(session, message.provider_id, origin),
        sent=tuple(batches_of(session, message.provider_id, origin)),
    )  # fmt: skip


def _origin(message: JudgedMessage) -> str:
    return f"message:{message.id}"


def _market(message: JudgedMessage) -> Market:
    assert message.municipality_id is not None
    law = LAWS[message.kind.removesuffix("323")]
    return Market(message.provider_id, message.municipality_id, law)
