"""What a proof card begins with: the line, its declaration, its contract, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session, aliased
from werkzeug.exceptions import NotFound

from declarations.model import Law
from portal.contracts.records import ContractRecord
from portal.intake.held_back import answer_is_out
from portal.intake.outcome import SIGNED_CENTS
from portal.intake.records import (
    BatchRecord,
    DeclarationRecord,
    LineRecord,
    MessageRecord,
    VerdictRecord,
)
from portal.parties.records import MunicipalityRecord, ProviderRecord
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom a line is, by id and by name."""

    municipality_id: int
    provider_id: int
    municipality: str
    provider: str
    agb: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A line as it was declared; ``cents`` and ``submitted_cents`` are signed eurocents.

    ``allocation_id`` is that of the debit for a line that takes one back. ``sha256`` is that of
    the message as it came, in hex. ``batch``, ``place`` and ``position`` lead to its page.
    """

    id: int
    message_id: int
    batch_id: int
    batch: str
    place: int
    position: int
    line_count: int
    law: Law
    reference: str
    previous_reference: str | None
    allocation_number: int
    allocation_id: int | None
    version_id: int | None
    client_id: int
    category: str
    code: str
    start: date
    end: date
    volume: int
    unit: str
    tariff_cents: int | None
    cents: int
    credit: bool
    credits_line_id: int | None
    state: str
    codes: tuple[str, ...]
    contract_id: int | None
    contract: str | None
    declaration: str
    period_start: date
    dated: date
    submitted_cents: int
    received_at: datetime
    judged_at: datetime
    submitted_by: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The hashes that a verdict can be found back by, and the day it was judged on."""

    today: date
    rulebook: str
    facts: str
    receipt: str


def visible_to(tenant: Tenant) -> ColumnElement[bool]:
    """Whether a line is the tenant's: declared by this provider, or to this municipality.

    Not the provider's yet while the answer to its message is held back.
    """
    if tenant.scope is Scope.PROVIDER:
        return and_(LineRecord.provider_id == tenant.id, answer_is_out(LineRecord.message_id))
    if tenant.scope is Scope.MUNICIPALITY:
        return LineRecord.municipality_id == tenant.id
    return false()


def read_declared(
    session: Session, line_id: int, tenant: Tenant
) -> tuple[Declared, Parties, Verdict]:
    """The line for whoever may see it; NotFound for one of others, as for none."""
    row = session.execute(_query(line_id, tenant)).one_or_none()
    if row is None:
        raise NotFound
    line, message, batch = row.LineRecord, row.MessageRecord, row.BatchRecord
    verdict, declaration = row.VerdictRecord, row.DeclarationRecord
    parties = Parties(
        line.municipality_id, line.provider_id, row.municipality, row.provider, row.agb
    )
    judged = Verdict(verdict.today, verdict.rulebook, verdict.facts, verdict.receipt)
    declared = Declared(
        **{name: getattr(line, name) for name in _PLAIN},
        batch_id=batch.id, batch=batch.public_id, place=message.position,
        line_count=verdict.line_count, law=Law(line.law),
        allocation_id=line.allocation_id or row.taken_back_from,
        version_id=line.allocation_version_id, cents=row.cents, codes=tuple(line.codes.split()),
        contract=row.slug, declaration=declaration.number,
        period_start=declaration.period_start, dated=declaration.dated,
        submitted_cents=declaration.submitted_cents, received_at=message.received_at,
        judged_at=message.judged_at, submitted_by=batch.account_id,
        sha256=bytes(message.sha256).hex(),
    )  # fmt: skip
    return declared, parties, judged


_PLAIN = (
    "id", "message_id", "position", "reference", "previous_reference", "allocation_number",
    "client_id", "category", "code", "start", "end", "volume", "unit", "tariff_cents", "credit",
    "credits_line_id", "state", "contract_id",
)  # fmt: skip


def _query(line_id: int, tenant: Tenant) -> Any:
    line, debit = LineRecord, aliased(LineRecord)
    return (
        select(
            line, MessageRecord, BatchRecord, VerdictRecord, DeclarationRecord,
            SIGNED_CENTS.label("cents"), debit.allocation_id.label("taken_back_from"),
            ContractRecord.slug,
            MunicipalityRecord.name.label("municipality"), ProviderRecord.name.label("provider"),
            ProviderRecord.agb,
        )
        .join(MessageRecord, MessageRecord.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .join(VerdictRecord, VerdictRecord.message_id == line.message_id)
        .join(DeclarationRecord, DeclarationRecord.message_id == line.message_id)
        .join(MunicipalityRecord, MunicipalityRecord.id == line.municipality_id)
        .join(ProviderRecord, ProviderRecord.id == line.provider_id)
        .outerjoin(ContractRecord, ContractRecord.id == line.contract_id)
        .outerjoin(debit, debit.id == line.credits_line_id)
        .where(line.id == line_id, visible_to(tenant))
    )  # fmt: skip
