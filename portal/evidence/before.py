"""What a line met when its turn came: of earlier messages, and of its own message before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from declarations.facts import Allocation, DebitKey
from declarations.running import Running
from portal.evidence.declared import Declared
from portal.intake.records import LineRecord
from portal.intake.snapshot import COPIED, copied_line


def what_came_before(
    session: Session, line: Declared, allocated: Allocation | None, kept: Mapping[str, Any]
) -> tuple[bool, Running]:
    """Whether the reference stood earlier in the message, and what counted when the line was
    judged; one query. ``kept`` is the evidence of the last round of judging.

    Credits of a message come before its debits, and debits go by their first day (decision 4).
    """
    settled = frozenset(map(int, kept.get("settled", {}).get("lines", {})))
    others = _others(session, line)
    repeated = any(x.reference == line.reference and x.position < line.position for x in others)
    counted = [x for x in others if _counted_before(x, line)]
    running = Running({_key(line)} if _is_taken(line, counted, settled, kept) else set())
    if allocated is not None:
        number = allocated.number
        running.awarded = {
            number: {
                unit: (volume, cents)
                for version, unit, volume, cents in kept["input"].get("awarded", ())
                if version == line.version_id
            }
        }
        for other in counted:
            if other.position not in settled:  # else it is in what was awarded before
                plain = copied_line(other[: len(COPIED)], other.credit)
                running.spent_on(allocated).add(plain, allocated)
    return repeated, running


def _others(session: Session, line: Declared) -> Sequence[Any]:
    """The lines of the message on the same allocation or with the same reference."""
    row = LineRecord
    return session.execute(
        select(*COPIED, row.position, row.credit, row.state)
        .where(row.message_id == line.message_id, row.id != line.id)
        .where(
            or_(row.allocation_number == line.allocation_number, row.reference == line.reference)
        )
    ).all()


def _counted_before(other: Any, line: Declared) -> bool:
    """Whether another line was awarded on the allocation before this one had its turn."""
    if other.state != "awarded" or other.allocation_number != line.allocation_number:
        return False
    return bool(other.credit or (other.start, other.position) < (line.start, line.position))


def _is_taken(
    line: Declared, counted: Sequence[Any], settled: Collection[int], kept: Mapping[str, Any]
) -> bool:
    """Whether the month had a debit already (TR389)."""
    of_month = [
        x for x in counted
        if (x.category, x.code, x.start.replace(day=1)) == _key(line)[1:]
    ]  # fmt: skip
    # awarded in an earlier round, the line itself is among what was awarded before the last one
    found = [line.version_id, line.category, line.code, str(line.start.replace(day=1))]
    live = found in kept["input"]["live_debits"] and line.position not in settled
    if any(each.credit for each in of_month):
        live = False
    return live or any(not each.credit for each in of_month)


def _key(line: Declared) -> DebitKey:
    return (line.allocation_number, line.category, line.code, line.start.replace(day=1))
