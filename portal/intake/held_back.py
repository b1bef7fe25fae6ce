"""Answers after review: drawn up at judging, and not out before somebody looked or the term ends.

``given`` is the one rule of what a provider may see: nothing of a verdict whose answer is held
back. The municipality and the portal see it at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select, true, update
from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.intake.deadlines import answer_due
from portal.intake.parking_records import AnswerReleaseRecord
from portal.intake.records import BatchRecord, MessageRecord
from portal.intake.storing import Judged
from portal.review.looked_at import reviewed
from portal.store.sets import in_values
from portal.store.tenant import Scope, current_tenant


@dataclass(frozen=True, slots=True)
class Release:
    """That an answer goes out: why (``reviewed`` or ``term``), when, on whose account."""

    reason: str
    at: datetime
    account_id: int


def answer_is_out(message_id: Any) -> ColumnElement[bool]:
    """Whether the answer to the message in this column is not held back."""
    row = AnswerReleaseRecord
    return ~exists().where(row.message_id == message_id, row.released_at.is_(None))


def given(message_id: Any) -> ColumnElement[bool]:
    """Whether whoever is at work may see the verdict on the message in this column."""
    if current_tenant().scope is Scope.PROVIDER:
        return answer_is_out(message_id)
    return true()


def held_until(session: Session, message_ids: Iterable[int]) -> dict[int, date]:
    """Of which of these messages the answer is held back, and its last day."""
    row = AnswerReleaseRecord
    found = session.execute(
        select(row.message_id, row.due).where(
            in_values(row.message_id, message_ids), row.released_at.is_(None)
        )
    )
    return {row[0]: row[1] for row in found}


def answer_due_of(session: Session, batch: str, position: int) -> date | None:
    """The last day of the answer to the message at this place, while it is held back."""
    row, message = AnswerReleaseRecord, MessageRecord
    return session.scalar(
        select(row.due)
        .join(message, message.id == row.message_id)
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .where(
            BatchRecord.public_id == batch,
            message.position == position,
            row.released_at.is_(None),
        )
    )


def hold_back(session: Session, judged: Judged, received: date) -> None:
    """Hold the answer to a message back that has picked lines, if a contract in it asks for that.

    One line on such a contract is enough. Where nothing is picked there is nothing to wait for.
    """
    answering, municipality_id = judged.snapshot.answering, judged.parties.municipality_id
    contracts = {each.contract for each in judged.assessment.lines if each.contract is not None}
    strict = any(each in answering and answering[each].after_review for each in contracts)
    if not strict or municipality_id is None or reviewed(session, judged.message_id):
        return
    session.add(
        AnswerReleaseRecord(
            message_id=judged.message_id,
            municipality_id=municipality_id,
            provider_id=judged.parties.provider_id,
            due=answer_due(received),
        )
    )
    session.flush()


def held_back(session: Session) -> Sequence[tuple[int, date]]:
    """The messages whose answers are held back, each with its last day; the oldest first."""
    row = AnswerReleaseRecord
    found = session.execute(
        select(row.message_id, row.due).where(row.released_at.is_(None)).order_by(row.message_id)
    )
    return [(message_id, due) for message_id, due in found]


def reason_to_release(session: Session, message_id: int, due: date, today: date) -> str | None:
    """Why an answer may go out today; None while it may not."""
    if reviewed(session, message_id):
        return "reviewed"
    return "term" if due <= today else None


def release(session: Session, message_id: int, release: Release) -> bool:
    """Let an answer go out; False when it already did."""
    row = AnswerReleaseRecord
    parties = session.execute(
        update(row)
        .where(row.message_id == message_id, row.released_at.is_(None))
        .values(released_at=release.at, reason=release.reason)
        .returning(row.municipality_id, row.provider_id)
    ).one_or_none()
    if parties is None:
        return False
    event = Event(
        action=Action.ANSWER_RELEASED,
        object_type=Subject.MESSAGE,
        object_id=message_id,
        account_id=release.account_id,
        occurred_at=release.at,
        municipality_id=parties.municipality_id,
        provider_id=parties.provider_id,
        detail={"reason": release.reason},
    )
    record(session, event)
    return True
