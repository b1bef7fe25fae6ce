"""What an answer adds up to: in all, and by rule, provider and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.hindsight.records import HindsightLineRecord, HindsightRuleRecord
from portal.hindsight.service import Side, Total
from portal.parties.service import provider_names


@dataclass(slots=True)
class Sides:
    """Lines by what would become of them."""

    rejected: Total = field(default_factory=Total)
    awarded: Total = field(default_factory=Total)
    other: Total = field(default_factory=Total)

    @property
    def lines(self) -> int:
        """All of them."""
        return self.rejected.lines + self.awarded.lines + self.other.lines

    @property
    def cents(self) -> int:
        """What would be awarded more in all, in signed eurocents."""
        return self.rejected.cents + self.awarded.cents + self.other.cents

    def of(self, side: Side) -> Total:
        """The lines of one side."""
        found: Total = getattr(self, side.value)
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """What one rule or provider comes to; ``key`` is what the list of lines is chosen by."""

    key: str
    name: str
    sides: Sides


@dataclass(frozen=True, slots=True)
class Answer:
    """All sums of an answer; a line counts with each of its ``rules``, and once elsewhere."""

    whole: Sides
    rules: tuple[Group, ...]
    providers: tuple[Group, ...]
    months: Mapping[date, Sides]


def answer_of(session: Session, run_id: int) -> Answer:
    """The sums of a run; a fixed number of queries."""
    line, broken = HindsightLineRecord, HindsightRuleRecord
    of_line = (broken.run_id == line.run_id) & (broken.number == line.number)
    providers = _summed(session, run_id, line.provider_id)
    rules = _summed(session, run_id, broken.rule, joined=(broken, and_(of_line)))
    whole = Sides()
    for sides in providers.values():
        for side in Side:
            whole.of(side).lines += sides.of(side).lines
            whole.of(side).cents += sides.of(side).cents
    names = provider_names(session) if providers else {}
    months = _summed(session, run_id, line.month)
    return Answer(
        whole,
        _most_first(Group(rule, rule, sides) for rule, sides in rules.items()),
        _most_first(Group(str(key), names[key], sides) for key, sides in providers.items()),
        dict(sorted(months.items())),
    )


def _summed(
    session: Session, run_id: int, key: Any, joined: tuple[Any, Any] | None = None
) -> dict[Any, Sides]:
    line = HindsightLineRecord
    query = select(key, line.side, func.count(), func.sum(line.cents)).select_from(line)
    if joined:
        query = query.join(*joined)
    rows = session.execute(query.where(line.run_id == run_id).group_by(key, line.side))
    found: dict[Any, Sides] = defaultdict(Sides)
    for value, side, lines, cents in rows:
        total = found[value].of(Side(side))
        total.lines, total.cents = lines, int(cents)
    return found


def _most_first(groups: Any) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda each: (-each.sides.lines, each.name)))
