"""Which lines of an answer somebody wants to see: as typed, and as a question to SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from portal.hindsight.records import HindsightLineRecord, HindsightRuleRecord
from portal.hindsight.service import Side

LARGEST = 18  # digits of a number in an address
LONGEST = 10
SIDES = {"afgewezen": Side.REJECTED, "toegekend": Side.AWARDED, "anders": Side.OTHER}


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter and the place in the list; empty where nothing was chosen.

    ``side`` is the word in the address, ``after`` the last number of the page before.
    """

    rule: str = ""
    provider: int | None = None
    side: str = ""
    after: int = 0

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        rule, side = values.get("regel", ""), values.get("wat", "")
        return cls(
            rule=rule if rule.isascii() and rule.isalnum() and len(rule) <= LONGEST else "",
            provider=number(values.get("aanbieder")),
            side=side if side in SIDES else "",
            after=number(values.get("na")) or 0,
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {"regel": self.rule, "aanbieder": self.provider, "wat": self.side}
        return {name: str(value) for name, value in values.items() if value}


def conditions(run_id: int, choice: Choice) -> Iterator[ColumnElement[bool]]:
    """The filter as conditions on a line, without the place in the list."""
    line, broken = HindsightLineRecord, HindsightRuleRecord
    yield line.run_id == run_id
    if choice.provider is not None:
        yield line.provider_id == choice.provider
    if choice.side:
        yield line.side == SIDES[choice.side].value
    if choice.rule:
        numbers = select(broken.number).filter_by(run_id=run_id, rule=choice.rule)
        yield line.number.in_(numbers)


def number(typed: str | None) -> int | None:
    """A whole number as it stands in an address; None for anything else."""
    if not typed or not (typed.isascii() and typed.isdigit()) or len(typed) > LARGEST:
        return None
    return int(typed)
