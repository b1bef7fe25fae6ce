"""What counts while the lines of a message are judged one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from declarations.allowance import measured
from declarations.facts import EMPTY, Allocation, Awarded, DebitKey
from declarations.milestones import in_parts
from declarations.model import Line


@dataclass(slots=True)
class Spent:
    """What counts on one allocation: volume as its limits measure it, and eurocents.

    ``parts`` are the amounts it was declared in, where it may be declared at milestones.
    """

    volume: int = 0
    cents: int = 0
    parts: list[int] = field(default_factory=list)

    def add(self, line: Line, allocated: Allocation) -> None:
        """Count an awarded line; a credit takes off what its debit added."""
        sign = -1 if line.credit else 1
        self.volume += sign * (measured(allocated, line.unit, line.volume) or 0)
        self.cents += line.signed_cents
        if in_parts(allocated):
            self._part(line)

    def _part(self, line: Line) -> None:
        if not line.credit:
            self.parts.append(line.amount)
        elif line.amount in self.parts:
            self.parts.remove(line.amount)


@dataclass(slots=True)
class Running:
    """What the lines judged so far have changed; credits come first, then debits (decision 4).

    ``awarded`` and ``parts`` are what counted before the message (see ``Facts``), ``spent`` what
    counts by now, by allocation.
    """

    live: set[DebitKey]
    awarded: Mapping[int, Awarded] = field(default_factory=lambda: EMPTY)
    spent: dict[int, Spent] = field(default_factory=dict)
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=lambda: EMPTY)

    def spent_on(self, allocated: Allocation) -> Spent:
        """What counts on an allocation so far."""
        found = self.spent.get(allocated.number)
        if found is None:
            found = Spent(parts=list(self.parts.get(allocated.number, ())))
            self.spent[allocated.number] = found
            for unit, (volume, cents) in self.awarded.get(allocated.number, EMPTY).items():
                found.volume += measured(allocated, unit, volume) or 0
                found.cents += cents
        return found

    def count(self, line: Line, key: DebitKey, allocated: Allocation | None) -> None:
        """Let an awarded line count for the lines after it."""
        (self.live.discard if line.credit else self.live.add)(key)
        if allocated is not None:
            self.spent_on(allocated).add(line, allocated)
