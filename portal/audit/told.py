"""What happened to one thing, in order, for the history on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.records import AuditEventRecord


@dataclass(frozen=True, slots=True)
class Told:
    """One event: what, by which account, and when."""

    action: str
    account_id: int
    occurred_at: datetime
    detail: dict[str, Any]


def told_about(session: Session, subject: str, object_id: int) -> list[Told]:
    """Everything the audit trail tells of a thing, the oldest first."""
    row = AuditEventRecord
    found = session.execute(
        select(row.action, row.account_id, row.occurred_at, row.detail)
        .where(row.object_type == subject, row.object_id == object_id)
        .order_by(row.id)
    )
    return [Told(*each) for each in found]
