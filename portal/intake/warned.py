"""What awarded lines were warned about, for those who look at them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.findings import Finding, Severity
from portal.intake.records import FindingRecord
from portal.intake.stored import finding_of
from portal.store.sets import in_values


def warnings_about(
    session: Session, messages: Collection[int], lines: Collection[int]
) -> dict[int, tuple[Finding, ...]]:
    """The warnings about these lines of these messages, by the id of the line; one query."""
    if not lines:
        return {}
    row = FindingRecord
    rows = session.scalars(
        select(row)
        .where(
            in_values(row.message_id, messages),
            in_values(row.line_id, lines),
            row.severity == Severity.WARNING.value,
        )
        .order_by(row.message_id, row.position)
    )
    found: dict[int, tuple[Finding, ...]] = {}
    for each in rows:
        assert each.line_id is not None
        found[each.line_id] = (*found.get(each.line_id, ()), finding_of(each))
    return found
