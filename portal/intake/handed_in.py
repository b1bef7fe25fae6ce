"""What a provider handed in and how far it is, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from declarations.findings import Finding
from portal.intake.answer_records import RefusalRecord
from portal.intake.held_back import given
from portal.intake.kept_findings import kept_finding
from portal.intake.records import BatchRecord, MessageRecord, VerdictRecord
from portal.jobs.service import given_up
from portal.trials.compared import Comparison, comparisons_of


@dataclass(frozen=True, slots=True)
class HandedInMessage:
    """One member of a batch; ``message_id`` is None for one that was refused at the door.

    ``status`` is received, in_review (judged, but people look at it before the answer goes out),
    judged or refused; amounts are signed eurocents, None until judged. ``trial`` is there when the
    same bytes were tried before.
    """

    position: int
    name: str
    message_id: int | None
    status: str
    message: str | None = None
    municipality: str | None = None
    municipality_id: int | None = None
    outcome: str | None = None
    lines: int = 0
    submitted_cents: int | None = None
    awarded_cents: int | None = None
    findings: tuple[Finding, ...] = ()
    trial: Comparison | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A batch; counts and sums are of the messages judged so far, in signed eurocents.

    ``status`` is received, stalled (nobody will judge a message before a person looked), in_review
    (an answer is held back until people have looked) or done.
    ``packed`` says whether it came as a ZIP. ``messages`` is empty in a list.
    """

    id: str
    status: str
    packed: bool
    own_reference: str | None
    received_at: datetime
    done_at: datetime | None
    sha256: str
    size: int
    total: int
    judged: int
    refused: int
    lines: int
    submitted_cents: int
    awarded_cents: int
    messages: tuple[HandedInMessage, ...] = ()


def find_batch(session: Session, provider_id: int, batch: str) -> HandedIn | None:
    """A batch of this provider with all its messages; None for one of others, as for none."""
    own = select(BatchRecord).filter_by(provider_id=provider_id, public_id=batch)
    row = session.scalar(own)
    if row is None:
        return None
    [found] = _summed(session, [row], {row.id: _members(session, row.id)})
    return found


def batches_of(
    session: Session, provider_id: int, before: str | None, limit: int
) -> tuple[HandedIn, ...]:
    """The batches of this provider, the newest first, from the one after ``before`` on.

    Without their messages. None for a ``before`` that is not one of this provider's.
    """
    query = select(BatchRecord).filter_by(provider_id=provider_id)
    if before is not None:
        own = select(BatchRecord.id).filter_by(provider_id=provider_id, public_id=before)
        query = query.where(BatchRecord.id < own.scalar_subquery())
    rows = session.scalars(query.order_by(BatchRecord.id.desc()).limit(limit)).all()
    return _summed(session, rows, {})


def _summed(
    session: Session, rows: Sequence[BatchRecord], members: dict[int, tuple[HandedInMessage, ...]]
) -> tuple[HandedIn, ...]:
    ids = [row.id for row in rows]
    sums = {row.batch_id: row for row in session.execute(_sums(ids))}
    refusals = {row.batch_id: row.refused for row in session.execute(_refusals(ids))}
    return tuple(
        _handed_in(
            session, row, sums[row.id], refusals.get(row.id, 0), members.get(row.id, ())
        )
        for row in rows
    )  # fmt: skip


def _sums(ids: Sequence[int]) -> Any:
    message, verdict = MessageRecord, VerdictRecord
    return (
        select(
            message.batch_id,
            func.count().label("total"),
            func.count(verdict.message_id).label("judged"),
            func.sum(case((message.sha256 == BatchRecord.sha256, 1), else_=0)).label("whole"),
            func.coalesce(func.sum(verdict.line_count), 0).label("lines"),
            func.coalesce(func.sum(verdict.submitted_cents), 0).label("submitted"),
            func.coalesce(func.sum(verdict.awarded_cents), 0).label("awarded"),
        )
        .join(BatchRecord, BatchRecord.id == message.batch_id)
        .outerjoin(verdict, and_(verdict.message_id == message.id, given(message.id)))
        .where(message.batch_id.in_(ids))
        .group_by(message.batch_id)
    )


def _refusals(ids: Sequence[int]) -> Any:
    return (
        select(RefusalRecord.batch_id, func.count().label("refused"))
        .where(RefusalRecord.batch_id.in_(ids))
        .group_by(RefusalRecord.batch_id)
    )


def _handed_in(
    session: Session, row: BatchRecord, sums: Any, refused: int,
    messages: tuple[HandedInMessage, ...],
) -> HandedIn:  # fmt: skip
    return HandedIn(
        id=row.public_id,
        status=_status(session, row, sums.total > sums.judged),
        packed=not sums.whole,
        own_reference=row.own_reference,
        received_at=row.received_at,
        done_at=row.done_at,
        sha256=row.sha256.hex(),
        size=row.size,
        total=sums.total,
        judged=sums.judged,
        refused=refused,
        lines=int(sums.lines),
        submitted_cents=int(sums.submitted),
        awarded_cents=int(sums.awarded),
        messages=messages,
    )


def _status(session: Session, row: BatchRecord, open_ones: bool) -> str:
    if row.state == "done":
        return "in_review" if open_ones else "done"
    waiting = select(MessageRecord.id).filter_by(batch_id=row.id, state="received")
    parked = any(given_up(session, each) for each in session.scalars(waiting))
    return "stalled" if parked else "received"


def _members(session: Session, batch_id: int) -> tuple[HandedInMessage, ...]:
    """Messages and refused members together, in the order of the upload."""
    verdict = VerdictRecord
    rows = session.execute(
        select(MessageRecord, verdict)
        .select_from(MessageRecord)
        .outerjoin(verdict, and_(verdict.message_id == MessageRecord.id, given(MessageRecord.id)))
        .where(MessageRecord.batch_id == batch_id)
    ).all()
    tried = comparisons_of(session, [message.id for message, verdict in rows if verdict])
    taken = [_message(message, verdict, tried.get(message.id)) for message, verdict in rows]
    refusals = session.scalars(select(RefusalRecord).filter_by(batch_id=batch_id))
    return tuple(sorted([*taken, *map(_refused, refusals)], key=lambda each: each.position))


def _message(
    row: MessageRecord, verdict: VerdictRecord | None, trial: Comparison | None
) -> HandedInMessage:
    return HandedInMessage(
        position=row.position,
        name=row.file_name,
        message_id=row.id,
        status=_message_status(row, verdict),
        message=row.kind,
        municipality=row.municipality_code,
        municipality_id=row.municipality_id,
        outcome=row.outcome if verdict else None,
        lines=verdict.line_count if verdict else 0,
        submitted_cents=verdict.submitted_cents if verdict else None,
        awarded_cents=verdict.awarded_cents if verdict else None,
        trial=trial,
    )


def _message_status(row: MessageRecord, verdict: VerdictRecord | None) -> str:
    return "in_review" if row.state == "judged" and verdict is None else row.state


def _refused(row: RefusalRecord) -> HandedInMessage:
    return HandedInMessage(
        position=row.position or 0,
        name=row.file_name,
        message_id=None,
        status="refused",
        outcome="refused",
        findings=tuple(kept_finding(each) for each in row.findings),
    )
