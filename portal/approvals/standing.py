"""How far the approval of lines is, for whoever tells where a line is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from portal.approvals.records import ApprovalLineRecord, ApprovalRecord
from portal.store.sets import in_values

STANDING = ("checked", "approved")


def approval_states(session: Session, line_ids: Iterable[int]) -> dict[int, str]:
    """``checked`` or ``approved`` for each line that is so; one query."""
    row, approval = ApprovalLineRecord, ApprovalRecord
    found = session.execute(
        select(row.line_id, approval.state)
        .join(approval, approval.id == row.approval_id)
        .where(in_values(row.line_id, line_ids), approval.state.in_(STANDING))
    )
    return {each[0]: each[1] for each in found}


def in_approval(line_id: Any, *states: str) -> ColumnElement[bool]:
    """Whether the line in this column is checked or approved, for a larger statement."""
    row, approval = ApprovalLineRecord, ApprovalRecord
    return exists().where(
        row.line_id == line_id,
        approval.id == row.approval_id,
        approval.state.in_(states or STANDING),
    )
