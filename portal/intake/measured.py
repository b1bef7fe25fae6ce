"""How often what a provider declared was wrong, and what a sample of it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from declarations.findings import Owner, Severity
from declarations.sampling import line_key
from portal.intake.batch_choice import received_in
from portal.intake.records import (
    BatchRecord,
    DeclarationRecord,
    FindingRecord,
    LineRecord,
    MessageRecord,
    VerdictRecord,
)
from portal.settlement.service import Origin

CHUNK = 5_000  # lines in memory at once


def lines_judged(session: Session, origin: Origin, since: date, until: date) -> tuple[int, int]:
    """Judged lines of messages received from ``since`` until before ``until``, and the wrong ones.

    Wrong is what has an error that was not for want of the municipality's own data; a client that
    fell counts as one. Read from what is kept of each message and of its findings: lines that
    were right are not looked at, however many they are.
    """
    message, verdict, finding = MessageRecord, VerdictRecord, FindingRecord
    within = (
        message.municipality_id == origin.municipality_id,
        message.provider_id == origin.provider_id,
        *received_in(message.received_at, since, until - timedelta(days=1)),
    )
    judged = session.scalar(
        select(func.coalesce(func.sum(verdict.line_count), 0))
        .join(message, message.id == verdict.message_id)
        .where(*within)
    )
    wrong = (
        select(finding.message_id, func.coalesce(finding.line_id, -finding.position))
        .join(message, message.id == finding.message_id)
        .join(verdict, verdict.message_id == finding.message_id)
        .where(
            *within,
            verdict.line_count > 0,
            finding.severity == Severity.ERROR.value,
            finding.owner != Owner.MUNICIPALITY.value,
        )
        .distinct()
    )
    errors = session.scalar(select(func.count()).select_from(wrong.subquery()))
    return int(judged or 0), min(errors or 0, int(judged or 0))


@dataclass(frozen=True, slots=True)
class Drawable:
    """An awarded debit as a draw sees it, and where it can be seen."""

    line_id: int
    batch: str
    message: int
    line: int
    number: str
    reference: str
    cents: int
    key: str


def drawable_lines(
    session: Session, municipality_id: int, provider_id: int, month: date
) -> Iterator[Drawable]:
    """Every awarded debit in the messages a provider sent in a month, in the order of judging."""
    message, line = MessageRecord, LineRecord
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    query = (
        select(
            line.id, BatchRecord.public_id, message.position.label("message"), line.position,
            DeclarationRecord.number, line.reference, line.amount_cents, message.sha256,
        )
        .join(message, message.id == line.message_id)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .join(DeclarationRecord, DeclarationRecord.message_id == message.id)
        .where(
            message.municipality_id == municipality_id,
            message.provider_id == provider_id,
            *received_in(message.received_at, month, following - timedelta(days=1)),
            line.state == "awarded",
            line.credit.is_(False),
        )
        .order_by(line.id)
        .limit(CHUNK)
    )  # fmt: skip
    last = 0
    while rows := session.execute(query.where(line.id > last)).all():
        for row in rows:
            key = line_key(bytes(row.sha256).hex(), row.reference)
            yield Drawable(
                row.id, row.public_id, row.message, row.position, row.number, row.reference,
                row.amount_cents, key,
            )  # fmt: skip
        last = rows[-1].id
