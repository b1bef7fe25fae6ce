"""The newest event of one kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.records import AuditEventRecord


def latest_detail(session: Session, action: str) -> dict[str, Any] | None:
    """What the newest event with this action says; None where there was none."""
    newest = select(AuditEventRecord.detail).where(AuditEventRecord.action == action)
    return session.scalar(newest.order_by(AuditEventRecord.id.desc()).limit(1))
