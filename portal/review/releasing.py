"""Lines that were held for something missing of their decision go on when it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from declarations.lifecycle import PORTAL, Kind, after
from declarations.picking import Reason
from declarations.rules.decisions import HELD
from portal.audit.service import Action, record_all
from portal.intake.records import FindingRecord, LineRecord
from portal.review.acting import Actor, event, origin_of
from portal.review.records import ReviewRecord
from portal.settlement.service import Origin, Sum, move
from portal.store.sets import in_values
from portal.store.tenant import current_tenant


def release_lacking(
    session: Session, allocation_id: int, done: Collection[str], account_id: int, at: datetime
) -> int:
    """Clear the lines on an allocation that nothing else holds; gives how many.

    ``done`` are the rules that have what they wanted. A line that somebody acted on, or that was
    picked for another reason too, stays where it is.
    """
    if not done:
        return 0
    review, line = ReviewRecord, LineRecord
    rows = session.scalars(
        select(review)
        .join(line, line.id == review.line_id)
        .where(
            line.allocation_id == allocation_id,
            review.state == "picked",
            review.reasons == Reason.DECISION.value,
        )
        .order_by(review.id)
        .with_for_update(of=review)
    ).all()
    wanting = _wanting(session, [row.line_id for row in rows])
    actor = Actor(account_id, 0, PORTAL, current_tenant(), at)
    freed: dict[Origin, Sum] = defaultdict(Sum)
    events = []
    for row in rows:
        if wanting[row.line_id] - set(done):
            continue
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


def _wanting(session: Session, line_ids: list[int]) -> dict[int, set[str]]:
    """By which rules each of these lines is held."""
    finding = FindingRecord
    rows = session.execute(
        select(finding.line_id, finding.rule).where(
            in_values(finding.line_id, line_ids), finding.rule.in_(sorted(HELD))
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for line_id, rule in rows:
        found[line_id or 0].add(rule)
    return found
