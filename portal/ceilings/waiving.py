"""Letting lines through that went over a ceiling: by somebody, for a reason, kept for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.ceilings import Why
from portal.audit.service import Action, Event, Subject, record_all
from portal.ceilings.records import CeilingOverrunRecord, CeilingWaiverRecord
from portal.store.conflict import insert_into
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who lets lines through, why, and when."""

    account_id: int
    person_id: int
    reason: str
    at: datetime


def waive(session: Session, line_ids: Iterable[int], by: Waiver) -> int:
    """Let these lines through as far as they went over a ceiling; gives by how much together.

    A line that was let through before stays so under the name of then.
    """
    row = CeilingOverrunRecord
    found = session.scalars(
        select(row)
        .where(in_values(row.line_id, line_ids), row.why == Why.OVER)
        .order_by(row.ceiling_id, row.line_id)
    ).all()
    events, above = [], 0
    for each in found:
        shared = {
            "ceiling_id": each.ceiling_id, "line_id": each.line_id,
            "message_id": each.message_id, "municipality_id": each.municipality_id,
            "provider_id": each.provider_id, "above": each.above,
        }  # fmt: skip
        made = session.scalar(
            insert_into(session, CeilingWaiverRecord)
            .values(
                **shared, account_id=by.account_id, person_id=by.person_id, reason=by.reason,
                waived_at=by.at,
            )
            .on_conflict_do_nothing()
            .returning(CeilingWaiverRecord.id)
        )  # fmt: skip
        if made is not None:
            events.append(_event(each, by))
            above += each.above
    record_all(session, events)
    return above


def _event(row: CeilingOverrunRecord, by: Waiver) -> Event:
    return Event(
        action=Action.CEILING_WAIVED, object_type=Subject.CEILING, object_id=row.ceiling_id,
        account_id=by.account_id, occurred_at=by.at, municipality_id=row.municipality_id,
        provider_id=row.provider_id, detail={"line": row.line_id, "above": row.above},
    )  # fmt: skip
