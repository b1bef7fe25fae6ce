"""Lines that wait, or are held, because something of their decision is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from declarations.rules.decisions import HELD
from portal.intake.records import FindingRecord, LineRecord
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Lacking:
    """A line on an allocation by what rules it lacks something; ``cents`` are signed."""

    line_id: int
    allocation_id: int
    parked: bool
    cents: int
    rules: frozenset[str]


def lacking_on(session: Session, allocation_ids: Iterable[int]) -> list[Lacking]:
    """The parked and awarded lines on these allocations that lacked something when judged."""
    line, finding = LineRecord, FindingRecord
    rows = session.execute(
        select(line.id, line.allocation_id, line.state, line.amount_cents, finding.rule)
        .join(finding, finding.line_id == line.id)
        .where(
            in_values(line.allocation_id, allocation_ids),
            or_(line.state == "parked", line.state == "awarded"),
            finding.rule.in_(sorted(HELD)),
        )
        .order_by(line.id)
    )
    rules: dict[int, set[str]] = defaultdict(set)
    found = {}
    for line_id, allocation_id, state, cents, rule in rows:
        rules[line_id].add(rule)
        found[line_id] = (allocation_id or 0, state == "parked", cents)
    return [Lacking(each, *found[each], frozenset(rules[each])) for each in found]
