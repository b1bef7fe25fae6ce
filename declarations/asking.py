"""What the lines of a message are asked: by which rules, and whether a reference came before."""

from __future__ import annotations

from collections.abc import Sequence

from declarations.facts import Allocation
from declarations.model import Line
from declarations.rulebook import InForce, Rule


def rules_for(rules: InForce, line: Line, allocated: Allocation | None) -> tuple[Rule, ...]:
    """The rules in force that a line is asked, given what is known of its allocation."""
    if line.credit:
        return rules.credit
    if allocated is None:
        return rules.debit_unallocated
    return rules.debit_deleted if allocated.deleted else rules.debit


def repeated_references(lines: Sequence[Line]) -> frozenset[int]:
    """The positions of lines whose reference an earlier line in the document has (TR314)."""
    if len({line.reference for line in lines}) == len(lines):
        return frozenset()
    seen: set[str] = set()
    repeated = []
    for position, line in enumerate(lines, 1):
        if line.reference in seen:
            repeated.append(position)
        seen.add(line.reference)
    return frozenset(repeated)
