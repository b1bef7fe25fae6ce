"""What a contract wants to be known of a decision before care is paid, and what is known of it.

The access team of the municipality writes it down. What is missing lets a line wait, as it is the
municipality's to bring; it never returns a line (decision 38).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from declarations.facts import Allocation, Tariff

NOTHING: frozenset[str] = frozenset()


class Known(StrEnum):
    """What can be known of a decision."""

    PLAN = "plan"
    DAT = "dat-decision"
    RESEARCH = "labour-research"
    RESULT = "result"


BEFOREHAND = frozenset({Known.PLAN, Known.DAT, Known.RESEARCH})
"""What must be there before anything is paid; the result only before the last milestone."""


def missing_beforehand(
    tariffs: Iterable[Tariff], allocated: Allocation | None, decided: Mapping[int, frozenset[str]]
) -> tuple[str, ...]:
    """What the contract wants of this decision and nobody wrote down yet, in alphabetical order."""
    wanted = {each for tariff in tariffs for each in tariff.requires} & BEFOREHAND
    if not wanted or allocated is None:
        return ()
    return tuple(sorted(wanted - decided.get(allocated.number, NOTHING)))


def wants_result(tariffs: Iterable[Tariff]) -> bool:
    """Whether the last milestone is paid only when the result was confirmed."""
    return any(Known.RESULT in tariff.requires for tariff in tariffs)
