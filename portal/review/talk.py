"""What was said about a line, by both sides, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.identity.colleagues import names_of
from portal.parties.service import municipality_names
from portal.review.records import RemarkRecord, ReviewRecord
from portal.settlement.service import Sum
from portal.store.tenant import Scope, Tenant

BY_PROVIDER = frozenset(("reply", "objection"))


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said. ``who`` is a name on the reader's own side alone."""

    kind: str
    text: str
    at: datetime
    deadline: date | None
    by_provider: bool
    who: str | None


@dataclass(frozen=True, slots=True)
class Talk:
    """How a line stands that somebody looks at, and what was said; no review, nothing said."""

    review: int | None
    state: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of a municipality that wait for an answer, the first of them until ``due``."""

    municipality: str
    amount: Sum
    due: date | None


def thread_of(session: Session, party: Tenant, line_id: int) -> tuple[Remark, ...]:
    """All that was said about a line, the oldest first; who the others are is their own business.

    Whether the line is the party's is for whoever calls.
    """
    rows = session.scalars(
        select(RemarkRecord).filter_by(line_id=line_id).order_by(RemarkRecord.id)
    ).all()
    provider = party.scope is Scope.PROVIDER
    own = [row.account_id for row in rows if (row.kind in BY_PROVIDER) == provider]
    names = names_of(session, own) if own else {}
    return tuple(
        Remark(
            row.kind, row.text, row.written_at, row.deadline, row.kind in BY_PROVIDER,
            names.get(row.account_id) if (row.kind in BY_PROVIDER) == provider else None,
        )
        for row in rows
    )  # fmt: skip


def talk_on(session: Session, party: Tenant, line_id: int) -> Talk:
    """The review and the thread of a line that is the party's."""
    row = session.execute(
        select(ReviewRecord.id, ReviewRecord.state).filter_by(line_id=line_id)
    ).one_or_none()
    if row is None:
        return Talk(None, "", ())
    return Talk(row.id, row.state, thread_of(session, party, line_id))


def questions_to(session: Session, provider_id: int) -> tuple[Asked, ...]:
    """What municipalities ask this provider, the most urgent first; two queries."""
    row = ReviewRecord
    found = session.execute(
        select(row.municipality_id, func.count(), func.sum(row.cents), func.min(row.due))
        .where(row.provider_id == provider_id, row.state == "asked")
        .group_by(row.municipality_id)
    ).all()
    names = municipality_names(session) if found else {}
    asked = [
        Asked(names[municipality_id], Sum(lines, int(cents)), due)
        for municipality_id, lines, cents, due in found
    ]
    return tuple(sorted(asked, key=lambda each: (each.due or date.max, each.municipality)))
