"""Files that were refused at the door: to look back at, with what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.findings import Finding
from portal.identity.colleagues import accounts_at, names_of
from portal.intake.answer_records import RefusalRecord
from portal.intake.kept_findings import kept_finding
from portal.intake.records import BatchRecord
from portal.store.sets import in_values

PAGE = 25


@dataclass(frozen=True, slots=True)
class Refusal:
    """All that is kept of a refused file; ``batch`` is set when the rest of its ZIP was taken.

    ``by`` is None for what the portal itself handed in.
    """

    id: int
    name: str
    size: int
    sha256: str
    received_at: datetime
    by: str | None
    batch: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """Part of the list, and where the next part begins if any."""

    refusals: tuple[Refusal, ...]
    next: int | None


def refusals_page(session: Session, provider_id: int, after: int | None = None) -> RefusalPage:
    """The refused files of a provider, the newest first; a fixed number of queries."""
    query = select(RefusalRecord, BatchRecord.public_id).where(_own(session, provider_id))
    if after is not None:
        query = query.where(RefusalRecord.id < after)
    rows = session.execute(
        query.outerjoin(BatchRecord, BatchRecord.id == RefusalRecord.batch_id)
        .order_by(RefusalRecord.id.desc())
        .limit(PAGE + 1)
    ).all()
    shown = [(row[0], row[1]) for row in rows[:PAGE]]
    following = shown[-1][0].id if rows[PAGE:] else None
    return RefusalPage(_refusals(session, shown), following)


def get_refusal(session: Session, provider_id: int, refusal_id: int) -> Refusal:
    """A refused file of this provider; NotFound for one of others, as for none."""
    row = session.execute(
        select(RefusalRecord, BatchRecord.public_id)
        .outerjoin(BatchRecord, BatchRecord.id == RefusalRecord.batch_id)
        .where(RefusalRecord.id == refusal_id, _own(session, provider_id))
    ).one_or_none()
    if row is None:
        raise NotFound
    return _refusals(session, [(row[0], row[1])])[0]


def refusals_in(session: Session, batch_id: int) -> tuple[Refusal, ...]:
    """The members of a batch that were refused, in the order of its ZIP.

    Whoever asks has seen that the batch is theirs.
    """
    rows = session.execute(
        select(RefusalRecord, BatchRecord.public_id)
        .join(BatchRecord, BatchRecord.id == RefusalRecord.batch_id)
        .where(RefusalRecord.batch_id == batch_id)
        .order_by(RefusalRecord.position)
    )
    return _refusals(session, [(row[0], row[1]) for row in rows])


def newest_refusal(session: Session, account_id: int, sha256: bytes) -> int | None:
    """The id of the newest refusal of these bytes, handed in by this account."""
    return session.scalar(
        select(RefusalRecord.id)
        .filter_by(account_id=account_id, sha256=sha256)
        .order_by(RefusalRecord.id.desc())
        .limit(1)
    )


def _own(session: Session, provider_id: int) -> ColumnElement[bool]:
    """Of a file that could not be read nobody knows the sender: it is of who handed it in."""
    colleagues = accounts_at(session, provider_id)
    unread = and_(
        RefusalRecord.provider_id.is_(None), in_values(RefusalRecord.account_id, colleagues)
    )
    return or_(RefusalRecord.provider_id == provider_id, unread)


def _refusals(
    session: Session, rows: Sequence[tuple[RefusalRecord, str | None]]
) -> tuple[Refusal, ...]:
    names = names_of(session, {row.account_id for row, _ in rows})
    return tuple(
        Refusal(
            id=row.id,
            name=row.file_name,
            size=row.size,
            sha256=bytes(row.sha256).hex(),
            received_at=row.received_at,
            by=names.get(row.account_id),
            batch=batch,
            findings=tuple(kept_finding(each) for each in row.findings),
        )
        for row, batch in rows
    )
