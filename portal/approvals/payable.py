"""Approved lines, for whoever pays them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.approvals.records import ApprovalLineRecord, ApprovalRecord
from portal.store.sets import in_values


def approved_lines(session: Session, message_ids: Iterable[int]) -> list[int]:
    """The lines of these messages that stand approved, also those that were paid already."""
    row, approval = ApprovalLineRecord, ApprovalRecord
    return list(
        session.scalars(
            select(row.line_id)
            .join(approval, approval.id == row.approval_id)
            .where(in_values(approval.message_id, message_ids), approval.state == "approved")
        )
    )


def count_approved(session: Session, line_ids: Iterable[int]) -> int:
    """How many of these lines stand approved at this moment."""
    row, approval = ApprovalLineRecord, ApprovalRecord
    found = session.scalar(
        select(func.count())
        .select_from(row)
        .join(approval, approval.id == row.approval_id)
        .where(in_values(row.line_id, line_ids), approval.state == "approved")
    )
    return found or 0
