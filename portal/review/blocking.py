"""Which lines are kept from payment by a review, as a condition for a larger statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists

from declarations.lifecycle import BLOCKING
from portal.review.records import ReviewRecord


def blocked(line_id: Any) -> ColumnElement[bool]:
    """Whether a review that is not finished keeps the line in this column from payment."""
    row = ReviewRecord
    return exists().where(row.line_id == line_id, row.state.in_(sorted(BLOCKING)))
