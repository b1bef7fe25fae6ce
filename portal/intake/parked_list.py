"""What waits for the municipality's own data, by missing fact: its worklist, and the provider's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, exists, func, null, select
from sqlalchemy.orm import Session

from portal.clock import NETHERLANDS
from portal.intake.outcome import SIGNED_CENTS, Share, visible_to
from portal.intake.parking_records import ParkedMessageRecord
from portal.intake.records import BatchRecord, FindingRecord, LineRecord, MessageRecord
from portal.parties.service import municipality_names, provider_names
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant

UNKNOWN_CLIENT, UNKNOWN_ALLOCATION = "client", "allocation"
KINDS = (UNKNOWN_CLIENT, UNKNOWN_ALLOCATION)


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that lines wait for; ``number`` is the allocation, None for a client.

    ``party`` is the other side. ``until`` is the last day of waiting. ``batch``, ``position`` and
    ``line`` are where the first of the lines stands.
    """

    kind: str
    party_id: int
    party: str
    law: str
    number: int | None
    lines: Share
    since: datetime
    until: date
    batch: str
    position: int
    line: int

    def days(self, today: date) -> int:
        """For how many days the longest has waited."""
        return (today - self.since.astimezone(NETHERLANDS).date()).days

    def days_left(self, today: date) -> int:
        """How many days are left; today is the last one at 0."""
        return (self.until - today).days


@dataclass(frozen=True, slots=True)
class ParkedChoice:
    """What of the list is shown: one kind of fact, one party; both may be left open."""

    kind: str = ""
    party: int | None = None

    @classmethod
    def of(cls, values: dict[str, str]) -> ParkedChoice:
        """The choice in a query string; what does not make sense is left out."""
        kind, party = values.get("feit", ""), values.get("partij", "")
        known = party.isascii() and party.isdigit() and len(party) < 10
        return cls(kind if kind in KINDS else "", int(party) if known else None)

    def as_query(self) -> dict[str, str]:
        """The choice as a query string again."""
        values = {"feit": self.kind, "partij": self.party}
        return {name: str(value) for name, value in values.items() if value}


def missing_facts(session: Session, tenant: Tenant, choice: ParkedChoice) -> list[MissingFact]:
    """What lines of or to this party wait for, the nearest last day and the most euros first."""
    rows = session.execute(_query(tenant, choice)).all()
    first = _places(session, (row.first for row in rows))
    names = _names(session, tenant)
    return [
        MissingFact(
            kind=row.kind, party_id=row.party, party=names[row.party], law=row.law,
            number=row.number, lines=Share(row.line_count, int(row.cents)), since=row.since,
            until=row.until, batch=first[row.first].public_id, position=first[row.first].message,
            line=first[row.first].position,
        )
        for row in rows
    ]  # fmt: skip


def parked_share(session: Session, tenant: Tenant) -> tuple[Share, date | None]:
    """All lines of or to this party that wait, and the nearest last day."""
    line, parked = LineRecord, ParkedMessageRecord
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(SIGNED_CENTS), 0), func.min(parked.until))
        .select_from(parked)
        .join(line, line.message_id == parked.message_id)
        .where(_own(tenant) == tenant.id, line.state == "parked")
    ).one()
    return Share(row[0], int(row[1])), row[2]


def _own(tenant: Tenant) -> Any:
    of_provider = tenant.scope is Scope.PROVIDER
    return ParkedMessageRecord.provider_id if of_provider else ParkedMessageRecord.municipality_id


def _query(tenant: Tenant, choice: ParkedChoice) -> Any:
    line, parked, finding = LineRecord, ParkedMessageRecord, FindingRecord
    of_provider = tenant.scope is Scope.PROVIDER
    party = parked.municipality_id if of_provider else parked.provider_id
    of_its_own = exists().where(finding.message_id == line.message_id, finding.line_id == line.id)
    kind = case((of_its_own, UNKNOWN_ALLOCATION), else_=UNKNOWN_CLIENT)
    number = case((of_its_own, line.allocation_number), else_=null())
    waiting = (
        select(
            kind.label("kind"), party.label("party"), parked.law.label("law"),
            number.label("number"), line.client_id.label("client"), line.id.label("line_id"),
            SIGNED_CENTS.label("cents"), parked.since.label("since"), parked.until.label("until"),
        )
        .select_from(parked)
        .join(line, line.message_id == parked.message_id)
        .join(MessageRecord, MessageRecord.id == parked.message_id)
        .where(line.state == "parked", visible_to(tenant))
        .subquery()
    )  # fmt: skip
    of = waiting.c
    key = (of.kind, of.party, of.law, of.number, of.client)
    cents = func.sum(of.cents)
    query = select(
        *key, func.count().label("line_count"), cents.label("cents"),
        func.min(of.since).label("since"), func.min(of.until).label("until"),
        func.min(of.line_id).label("first"),
    ).group_by(*key).order_by(func.min(of.until), cents.desc(), func.min(of.line_id))  # fmt: skip
    if choice.kind:
        query = query.where(of.kind == choice.kind)
    if choice.party is not None:
        query = query.where(of.party == choice.party)
    return query


def _places(session: Session, line_ids: Iterable[int]) -> dict[int, Any]:
    line, message = LineRecord, MessageRecord
    rows: Sequence[Any] = session.execute(
        select(line.id, line.position, message.position.label("message"), BatchRecord.public_id)
        .join(message, message.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .where(in_values(line.id, line_ids))
    ).all()
    return {row.id: row for row in rows}


def _names(session: Session, tenant: Tenant) -> dict[int, str]:
    named = municipality_names if tenant.scope is Scope.PROVIDER else provider_names
    return dict(named(session))
