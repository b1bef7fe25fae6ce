"""A stored message with its verdict and its facts, for judging it once more beside history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from declarations.facts import Facts
from declarations.findings import Assessment
from declarations.hindsight import as_known_now
from declarations.model import Law, Message
from declarations.periods import month_end
from portal.clock import NETHERLANDS
from portal.intake.evidence import facts_of_then
from portal.intake.judging import read_content
from portal.intake.parties import Parties
from portal.intake.records import BatchRecord, DeclarationRecord, MessageRecord, VerdictRecord
from portal.intake.snapshot import known_now
from portal.intake.stored import stored_assessment
from portal.store.crypto import Keyring
from portal.store.sets import in_values
from schemas.istandaarden.declaration import read_accepted


@dataclass(frozen=True, slots=True)
class Decided:
    """A judged message as it was decided; ``batch`` and ``position`` are its place in public."""

    batch: str
    position: int
    parties: Parties
    message: Message
    verdict: Assessment
    facts: Facts


@dataclass(frozen=True, slots=True)
class About:
    """Judged messages about a period; of all municipalities where none is given.

    About it are declarations of a month that it touches. What fell as a whole has no stored month
    and counts by its day of receipt. ``judged_by`` leaves out what was judged after that moment.
    """

    first: date
    last: date
    municipality_id: int | None = None
    judged_by: datetime | None = None


def judged_about(session: Session, about: About) -> Sequence[int]:
    """The ids of these messages, in the order of receipt."""
    return session.scalars(_chosen(MessageRecord.id, about).order_by(MessageRecord.id)).all()


def count_judged(session: Session, about: About) -> int:
    """How many messages these are."""
    return session.scalar(_chosen(func.count(), about)) or 0


def next_judged(session: Session, about: About, after: int, limit: int) -> list[tuple[int, int]]:
    """The next of these messages after an id, each with how many lines it has."""
    lines = func.coalesce(VerdictRecord.line_count, 0)
    rows = session.execute(
        _chosen(MessageRecord.id, about, lines)
        .outerjoin(VerdictRecord, VerdictRecord.message_id == MessageRecord.id)
        .where(MessageRecord.id > after)
        .order_by(MessageRecord.id)
        .limit(limit)
    )
    return [(message_id, count) for message_id, count in rows]


def processed(session: Session, message_ids: Iterable[int]) -> set[int]:
    """Those of these messages that have lines with a page each; what fell as a whole has none."""
    verdict = VerdictRecord
    query = select(verdict.message_id).where(
        in_values(verdict.message_id, message_ids), verdict.line_count > 0
    )
    return set(session.scalars(query))


def _chosen(what: Any, about: About, *more: Any) -> Any:
    message, declared = MessageRecord, DeclarationRecord
    chosen: list[ColumnElement[bool]] = [
        message.state == "judged",
        or_(
            declared.period_start.between(about.first.replace(day=1), month_end(about.last)),
            and_(
                declared.message_id.is_(None),
                message.received_at >= _midnight(about.first),
                message.received_at < _midnight(about.last + timedelta(days=1)),
            ),
        ),
    ]
    if about.municipality_id is not None:
        chosen.append(message.municipality_id == about.municipality_id)
    if about.judged_by is not None:
        chosen.append(message.judged_at <= about.judged_by)
    return (
        select(what, *more)
        .select_from(message)
        .outerjoin(declared, declared.message_id == message.id)
        .where(*chosen)
    )


def decided(session: Session, message_id: int, keyring: Keyring) -> Decided:
    """A judged message with its verdict and the facts of then; SealBroken where it cannot be read.

    Holds citizen numbers.
    """
    row = session.execute(
        select(
            BatchRecord.public_id, MessageRecord.position, MessageRecord.provider_id,
            MessageRecord.municipality_id, MessageRecord.law,
        )
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(MessageRecord.id == message_id)
    ).one()  # fmt: skip
    message = read_accepted(read_content(session, message_id, keyring))
    return Decided(
        batch=row.public_id,
        position=row.position,
        parties=Parties(row.provider_id, row.municipality_id, Law(row.law)),
        message=message,
        verdict=stored_assessment(session, message_id, keyring),
        facts=facts_of_then(session, message_id, message, keyring),
    )


def facts_of_now(session: Session, one: Decided, keyring: Keyring) -> Facts:
    """The facts of then with what is known today of the allocations and products it names."""
    if one.parties.municipality_id is None:
        return one.facts
    known = known_now(session, one.parties, one.message, keyring)
    return as_known_now(one.facts, one.message, known)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), NETHERLANDS)
