"""Moving awarded lines from stage to stage; always together with what moves them.

One row of a message is also what actions on it take turns by: whoever moves its lines first holds
it until its transaction ends, and a second one finds the lines gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.settlement.holding import hold
from portal.settlement.records import TURN, StageRecord
from portal.store.conflict import insert_into


class LinesGone(Exception):
    """The lines are no longer at the stage they were seen at; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The message that lines come from, and between whom."""

    message_id: int
    municipality_id: int
    provider_id: int
    law: Law


@dataclass(frozen=True, slots=True)
class Sum:
    """A number of lines and their signed eurocents."""

    lines: int = 0
    cents: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.lines + other.lines, self.cents + other.cents)


def enter(session: Session, origin: Origin, stage: str, amount: Sum) -> None:
    """Lines of a message that arrive at a stage from nowhere; at the stage of `TURN` first."""
    if amount.lines or stage == TURN:
        _add(session, origin, stage, amount)


def move(session: Session, before: str, after: str, amounts: Iterable[tuple[Origin, Sum]]) -> None:
    """Take lines of messages from one stage to another, in the order of the messages.

    Raises LinesGone when a message has fewer lines at the stage before than are to be moved.
    """
    moving = sorted(
        ((origin, amount) for origin, amount in amounts if amount.lines),
        key=lambda each: each[0].message_id,
    )
    if moving:
        hold(session, [origin.message_id for origin, _ in moving])
    for origin, amount in moving:
        _take(session, origin, before, amount)
        _add(session, origin, after, amount)


def _take(session: Session, origin: Origin, stage: str, amount: Sum) -> None:
    row = StageRecord
    taken = session.execute(
        update(row)
        .where(
            row.message_id == origin.message_id,
            row.stage == stage,
            row.line_count >= amount.lines,
        )
        .values(line_count=row.line_count - amount.lines, cents=row.cents - amount.cents)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise LinesGone


def _add(session: Session, origin: Origin, stage: str, amount: Sum) -> None:
    fresh: Mapping[str, Any] = {
        "message_id": origin.message_id,
        "stage": stage,
        "municipality_id": origin.municipality_id,
        "provider_id": origin.provider_id,
        "law": str(origin.law),
        "line_count": amount.lines,
        "cents": amount.cents,
    }
    row = StageRecord
    insert = insert_into(session, row).values(**fresh)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["message_id", "stage"],
            set_={
                "line_count": row.line_count + insert.excluded.line_count,
                "cents": row.cents + insert.excluded.cents,
            },
        )
    )


def stages_of(session: Session, message_id: int) -> dict[str, Sum]:
    """How many lines of a message are at each stage, and what they come to."""
    rows = session.execute(
        select(StageRecord.stage, StageRecord.line_count, StageRecord.cents).where(
            StageRecord.message_id == message_id, StageRecord.line_count > 0
        )
    )
    return {stage: Sum(lines, cents) for stage, lines, cents in rows}
