"""Drawing the sample of a month again, line by line, as an accountant would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.picking import Draw
from declarations.sampling import drawn
from portal.intake.measured import Drawable, drawable_lines
from portal.review.records import ReviewRecord, SamplingRecord
from portal.store.sets import in_values

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Replayed:
    """A line that the draw gives; ``picked`` tells whether it stood before the checkers."""

    line: Drawable
    seed: str
    permille: int
    picked: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """A draw done again: from how many lines, how many it gave, and the first of them."""

    draw: Draw
    judged: int
    errors: int
    population: int
    lines: tuple[Replayed, ...]

    @property
    def same(self) -> bool:
        """Whether every line that it gives stood before the checkers."""
        return all(each.picked for each in self.lines)


def replay(session: Session, municipality_id: int, provider_id: int, month: date) -> Replay | None:
    """Draw again among the awarded debits received in a month; None where nothing was drawn."""
    kept = session.get(SamplingRecord, (municipality_id, provider_id, month))
    if kept is None:
        return None
    draw, population = Draw(kept.seed, kept.permille), 0
    found = []
    for line in drawable_lines(session, municipality_id, provider_id, month):
        population += 1
        if drawn(draw.seed, line.key, draw.permille):
            found.append(line)
    lines = tuple(_with_reviews(session, found, draw))
    return Replay(draw, kept.judged_lines, kept.error_lines, population, lines)


def _with_reviews(session: Session, found: list[Drawable], draw: Draw) -> Iterator[Replayed]:
    ids = [line.line_id for line in found]
    known = set(
        session.scalars(select(ReviewRecord.line_id).where(in_values(ReviewRecord.line_id, ids)))
    )
    for line in found:
        yield Replayed(line, draw.seed, draw.permille, line.line_id in known)
