"""Lines that were held for something missing of their decision go on when it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from declarations.lifecycle import PORTAL, Kind, after
from declarations.picking import Reason
from portal.audit.service import Action, record_all
from portal.review.acting import Actor, event, origin_of
from portal.review.records import ReviewRecord
from portal.settlement.service import Origin, Sum, move
from portal.store.sets import in_values
from portal.store.tenant import current_tenant


def held_for_decision(session: Session, line_ids: Iterable[int]) -> frozenset[int]:
    """Which of these lines nothing else holds, and nobody acted on."""
    rows = session.scalars(select(ReviewRecord.line_id).where(_held(line_ids)))
    return frozenset(rows)


def release(
    session: Session, line_ids: Collection[int], account_id: int, at: datetime
) -> int:
    """Clear these lines, as far as nothing else holds them; gives how many."""
    if not line_ids:
        return 0
    review = ReviewRecord
    rows = session.scalars(
        select(review).where(_held(line_ids)).order_by(review.id).with_for_update()
    ).all()
    actor = Actor(account_id, 0, PORTAL, current_tenant(), at)
    freed: dict[Origin, Sum] = defaultdict(Sum)
    events = []
    for row in rows:
        state = after(Kind.REVIEW, row.state, "release", PORTAL)
        session.execute(
            update(review)
            .where(review.id == row.id)
            .values(state=state)
            .execution_options(synchronize_session=False)
        )
        freed[origin_of(row)] += Sum(1, row.cents)
        events.append(event(Action.LINE_RELEASED, row, actor))
    move(session, "blocked", "open", freed.items())
    record_all(session, events)
    return len(events)


def _held(line_ids: Iterable[int]) -> ColumnElement[bool]:
    review = ReviewRecord
    return and_(
        in_values(review.line_id, line_ids),
        review.state == "picked",
        review.reasons == Reason.DECISION.value,
    )
