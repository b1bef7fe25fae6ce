"""How a verdict compared with its trial, for the pages and programs of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.trials import Cause
from portal.intake.earlier import places_of
from portal.intake.lines_by_id import PlacedLine, lines_by_id
from portal.store.sets import in_values
from portal.trials.records import TrialComparisonRecord


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed since the trial; ``about`` as in ``declarations.trials.Reason``.

    ``lines`` counts the lines it touches and ``positions`` names the first. ``line`` is the
    earlier line it is about, ``message`` the batch and position of the earlier message.
    """

    cause: Cause
    about: str
    lines: int
    positions: tuple[int, ...]
    line: PlacedLine | None = None
    message: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The trial of a message's bytes, and where the verdict differs from it.

    ``others`` counts changes beyond the ones that are named.
    """

    tried_at: datetime
    receipt: str
    whole: bool
    lines: int
    changes: tuple[Change, ...]
    others: int = 0

    @property
    def same(self) -> bool:
        """Whether the verdict is the one that was told."""
        return not self.whole and not self.lines


def comparison_of(session: Session, message_id: int) -> Comparison | None:
    """How the verdict on a message compared with its trial; None where nobody tried it."""
    return comparisons_of(session, [message_id]).get(message_id)


def comparisons_of(session: Session, message_ids: Sequence[int]) -> dict[int, Comparison]:
    """The same for several messages, by their ids; a fixed number of queries."""
    row = TrialComparisonRecord
    rows = session.scalars(select(row).where(in_values(row.message_id, message_ids))).all()
    if not rows:
        return {}
    kept = [each for row in rows for each in row.causes["named"]]
    lines = lines_by_id(session, {each["line"] for each in kept if each["line"]})
    messages = places_of(session, {each["message"] for each in kept if each["message"]})
    return {
        row.message_id: Comparison(
            row.tried_at, row.receipt, row.whole, row.lines,
            tuple(_change(each, lines, messages) for each in row.causes["named"]),
            row.causes["others"],
        )
        for row in rows
    }  # fmt: skip


def _change(
    kept: dict[str, Any], lines: dict[int, PlacedLine], messages: dict[int, tuple[str, int]]
) -> Change:
    return Change(
        Cause(kept["cause"]), kept["about"], kept["lines"], tuple(kept["positions"]),
        lines.get(kept["line"] or 0), messages.get(kept["message"] or 0),
    )  # fmt: skip

