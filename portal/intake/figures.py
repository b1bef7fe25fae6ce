"""What was declared and awarded by month, and what waits for a municipality: for first screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from declarations.findings import NOT_JUDGED, Owner
from declarations.rules import RULEBOOK
from portal.intake.held_back import given
from portal.intake.records import DeclarationRecord, LineRecord, MessageRecord
from portal.store.tenant import Scope, Tenant

MUNICIPAL_CODES = sorted(
    {rule.code for rule in RULEBOOK.rules if rule.owner is Owner.MUNICIPALITY and rule.code}
)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The declarations about one month; signed eurocents."""

    month: date
    messages: int
    submitted_cents: int
    awarded_cents: int

    @property
    def returned_cents(self) -> int:
        """What was declared and not awarded."""
        return self.submitted_cents - self.awarded_cents


@dataclass(frozen=True, slots=True)
class AwaitedFact:
    """Lines of one provider that went back for want of the municipality's own data."""

    provider_id: int
    lines: int
    cents: int


def figures_by_month(session: Session, tenant: Tenant, since: date) -> list[MonthFigures]:
    """Processed declarations of a party by the month they are about, the oldest first."""
    row = DeclarationRecord
    rows = session.execute(
        select(
            row.period_start, func.count(), func.sum(row.submitted_cents),
            func.sum(row.awarded_cents),
        )
        .where(
            _party(tenant, row.provider_id, row.municipality_id),
            row.period_start >= since,
            given(row.message_id),
        )
        .group_by(row.period_start)
        .order_by(row.period_start)
    )  # fmt: skip
    return [MonthFigures(month, count, int(s), int(a)) for month, count, s, a in rows]


def awaited_facts(session: Session, municipality_id: int, since: datetime) -> list[AwaitedFact]:
    """Who waits for an allocation of this municipality, the largest sum first.

    Counts lines of messages received since, that were rejected for a reason the rule book puts
    with the municipality, or that fell with their client for one.
    """
    line = LineRecord
    signed = func.sum(case((line.credit, -line.amount_cents), else_=line.amount_cents))
    reasons = [line.codes.contains(code) for code in MUNICIPAL_CODES]
    rows = session.execute(
        select(line.provider_id, func.count(), signed)
        .join(MessageRecord, MessageRecord.id == line.message_id)
        .where(
            line.municipality_id == municipality_id,
            MessageRecord.municipality_id == municipality_id,
            MessageRecord.received_at >= since,
            line.state == "rejected",
            or_(line.codes == NOT_JUDGED[0], *reasons),
        )
        .group_by(line.provider_id)
        .order_by(signed.desc())
    )
    return [AwaitedFact(provider_id, count, int(cents)) for provider_id, count, cents in rows]


def _party(
    tenant: Tenant, provider: InstrumentedAttribute[int], municipality: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    if tenant.scope is Scope.PROVIDER:
        return provider == tenant.id
    if tenant.scope is Scope.MUNICIPALITY:
        return municipality == tenant.id
    return false()
