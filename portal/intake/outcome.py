"""What became of one message, for the two who may see it: its provider and its municipality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.findings import Outcome
from portal.audit.service import Subject, log_access
from portal.clock import Clock
from portal.intake.answer_records import AnswerRecord
from portal.intake.held_back import given
from portal.intake.parking_records import ParkedMessageRecord
from portal.intake.records import (
    BatchRecord,
    DeclarationRecord,
    LineRecord,
    MessageRecord,
    VerdictRecord,
)
from portal.parties.service import party_named
from portal.store.tenant import Scope, Tenant

PAYMENT_TERM = timedelta(days=30)  # after the dating of the declaration, by the national protocol
SIGNED_CENTS: ColumnElement[int] = case(
    (LineRecord.credit, -LineRecord.amount_cents), else_=LineRecord.amount_cents
)
"""The amount of a line as it counts: negative for a credit."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: the account, and the party whose messages it may see."""

    account_id: int
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class Product:
    """A product by its category and code."""

    category: str
    code: str

    def __str__(self) -> str:
        """As it stands in addresses and lists."""
        return f"{self.category}-{self.code}"


@dataclass(frozen=True, slots=True)
class Share:
    """How many lines, and what they come to in signed eurocents."""

    count: int = 0
    cents: int = 0

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(self.count + other.count, self.cents + other.cents)


@dataclass(frozen=True, slots=True)
class JudgedMessage:
    """A message with its verdict as it was given; amounts are signed eurocents.

    ``number``, ``period_start`` and ``dated`` are None for a message that was not processed.
    ``client_codes`` holds the clients that fell, with the reason. ``municipality`` is its name,
    or the code where CBS does not know it. ``waits_since`` and ``waits_until`` are there while
    lines of it wait for the municipality.
    """

    id: int
    batch: str
    position: int
    own_reference: str | None
    file_name: str
    kind: str
    received_at: datetime
    judged_at: datetime
    provider_id: int
    municipality_id: int | None
    provider: str
    municipality: str
    outcome: Outcome
    level: int | None
    client_codes: Mapping[int, tuple[str, ...]]
    line_count: int
    submitted_cents: int
    awarded_cents: int
    number: str | None
    period_start: date | None
    dated: date | None
    answered_on: date | None
    waits_since: datetime | None = None
    waits_until: date | None = None

    @property
    def processed(self) -> bool:
        """Whether its lines were judged; if not, it counts as not sent."""
        return self.line_count > 0

    @property
    def paid_before(self) -> date | None:
        """The last day of the term of payment; None where there is nothing to pay."""
        if self.dated is None or self.awarded_cents <= 0:
            return None
        return self.dated + PAYMENT_TERM


@dataclass(frozen=True, slots=True)
class Division:
    """The lines of a message by what became of them."""

    awarded: Share
    rejected: Share
    parked: Share
    products: tuple[Product, ...]

    @property
    def all(self) -> Share:
        """Every line of the message."""
        return self.awarded + self.rejected + self.parked


def open_message(
    session: Session, reader: Reader, batch: str, position: int, clock: Clock, purpose: str
) -> JudgedMessage | None:
    """The message at this place for whoever may see it, and a note that it was seen.

    None while it waits to be judged. Raises NotFound for a message of others, as for none.
    """
    named = batch.isascii() and batch.isalpha()  # as every batch is
    found = session.execute(_query(reader.tenant, batch, position)).one_or_none() if named else None
    if found is None:
        raise NotFound
    message, verdict = found.MessageRecord, found.VerdictRecord
    log_access(
        session, clock.now(), reader.account_id, purpose, Subject.MESSAGE, message.id,
        message.municipality_id, message.provider_id,
    )  # fmt: skip
    return None if verdict is None else _judged(session, found)


def _query(tenant: Tenant, batch: str, position: int) -> Any:
    return (
        select(
            MessageRecord,
            VerdictRecord,
            BatchRecord,
            DeclarationRecord,
            AnswerRecord.dated,
            ParkedMessageRecord.since,
            ParkedMessageRecord.until,
        )
        .select_from(MessageRecord)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .outerjoin(
            VerdictRecord,
            and_(VerdictRecord.message_id == MessageRecord.id, given(MessageRecord.id)),
        )
        .outerjoin(DeclarationRecord, DeclarationRecord.message_id == MessageRecord.id)
        .outerjoin(AnswerRecord, AnswerRecord.message_id == MessageRecord.id)
        .outerjoin(ParkedMessageRecord, ParkedMessageRecord.message_id == MessageRecord.id)
        .where(
            BatchRecord.public_id == batch,
            MessageRecord.position == position,
            visible_to(tenant),
        )
    )


def visible_to(tenant: Tenant) -> ColumnElement[bool]:
    """Whether a message is the tenant's: sent by this provider, or to this municipality."""
    if tenant.scope is Scope.PROVIDER:
        return MessageRecord.provider_id == tenant.id
    if tenant.scope is Scope.MUNICIPALITY:
        return MessageRecord.municipality_id == tenant.id
    return false()


def _judged(session: Session, found: Any) -> JudgedMessage:
    message, verdict, batch = found.MessageRecord, found.VerdictRecord, found.BatchRecord
    declared: DeclarationRecord | None = found.DeclarationRecord
    codes = {int(client): tuple(kept) for client, kept in verdict.client_codes.items()}
    return JudgedMessage(
        id=message.id,
        batch=batch.public_id,
        position=message.position,
        own_reference=batch.own_reference,
        file_name=message.file_name,
        kind=message.kind,
        received_at=message.received_at,
        judged_at=message.judged_at,
        provider_id=message.provider_id,
        municipality_id=message.municipality_id,
        provider=party_named(session, message.provider_id, None, None).name,
        municipality=_municipality(session, message),
        outcome=Outcome(verdict.outcome),
        level=verdict.level,
        client_codes=MappingProxyType(codes),
        line_count=verdict.line_count,
        submitted_cents=verdict.submitted_cents or 0,
        awarded_cents=verdict.awarded_cents,
        number=declared.number if declared else None,
        period_start=declared.period_start if declared else None,
        dated=declared.dated if declared else None,
        answered_on=found.dated,
        waits_since=found.since,
        waits_until=found.until,
    )


def _municipality(session: Session, message: MessageRecord) -> str:
    if message.municipality_id is None:
        return message.municipality_code
    return party_named(session, None, message.municipality_id, None).name


def division_of(session: Session, message: JudgedMessage) -> Division:
    """How the lines of a message fell, and which products they are about; one query."""
    rows = session.execute(
        select(
            LineRecord.state, LineRecord.category, LineRecord.code, func.count(),
            func.sum(SIGNED_CENTS),
        )
        .where(LineRecord.message_id == message.id)
        .group_by(LineRecord.state, LineRecord.category, LineRecord.code)
    ).all()  # fmt: skip
    shares = {state: Share() for state in ("awarded", "rejected", "parked")}
    for state, _, _, count, cents in rows:
        shares[state] += Share(count, int(cents))
    products = {(row.category, row.code) for row in rows}
    return Division(**shares, products=tuple(Product(*each) for each in sorted(products)))
