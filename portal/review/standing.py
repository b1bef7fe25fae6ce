"""How lines stand that somebody looks at, for whoever tells where a line is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.review.records import ReviewRecord
from portal.store.sets import in_values


def review_states(session: Session, line_ids: Iterable[int]) -> dict[int, str]:
    """The state of the review of each line that has one; one query."""
    row = ReviewRecord
    found = session.execute(
        select(row.line_id, row.state).where(in_values(row.line_id, line_ids))
    )  # fmt: skip
    return {each[0]: each[1] for each in found}
