"""Ceilings on declarations: what counts for one, and which lines go over it.

A ceiling rejects nothing. A line that goes over it is awarded all the same and waits until
somebody lets it through, except for care that is always paid. What stood before a message is part
of the facts, so that the same message on the same facts goes over at the same line for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from declarations.model import HOURS, MINUTES, Line
from declarations.money import MINUTES_PER_HOUR

NOTHING: Mapping[Any, Any] = MappingProxyType({})
PREFIX = "PLAFOND-"
HUNDRED = 100


class Sort(StrEnum):
    """What a ceiling is about; a group shares one, ``client`` holds for each client by itself.

    ``region`` and ``clients`` (a minimum number of them) give signals and stop no line.
    """

    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    GROUP = "group"
    REGION = "region"
    CLIENT = "client"
    CLIENTS = "clients"


SIGNALS = frozenset((Sort.REGION, Sort.CLIENTS))


class Why(StrEnum):
    """Why a line goes over: it just does, or its care is always paid (product, allocation)."""

    OVER = "over"
    PRODUCT = "product"
    SPECIFIC = "specific"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling as it stands before a message: its terms, and what was used.

    ``limit`` and ``used`` are eurocents, or where there is a ``unit`` a volume (hours in minutes,
    see `scale`). ``products`` and ``always`` (always paid) hold categories and codes; without
    products every line counts. At ``signal`` percent both sides talk. ``by_client`` has what each
    client of the message used before.
    """

    number: int
    version: int
    name: str
    sort: Sort
    limit: int
    start: date
    end: date
    contracts: frozenset[int]
    unit: str | None = None
    products: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()
    specific_paid: bool = True
    signal: int = 70
    used: int = 0
    by_client: Mapping[str, int] = field(default_factory=lambda: NOTHING)

    @property
    def rule(self) -> str:
        """How findings name it, in the place of a rule of the book."""
        return f"{PREFIX}{self.name}"

    def counts(self, line: Line) -> bool:
        """Whether a line on one of its contracts counts, by its first day, product and unit."""
        if not self.start <= line.start <= self.end:
            return False
        if self.unit is not None and line.unit not in alike(self.unit):
            return False
        return not self.products or named(self.products, line)

    def amount(self, line: Line) -> int:
        """What a line counts for; a credit gives it back."""
        if self.unit is None:
            return line.signed_cents
        volume = line.volume * scale(line.unit)
        return -volume if line.credit else volume

    def before(self, client: str) -> int:
        """What was used before the message, by this client where each has its own."""
        return self.by_client.get(client, 0) if self.sort is Sort.CLIENT else self.used

    def told(self) -> tuple[object, ...]:
        """Its terms and use without anything of a client, for a fingerprint."""
        return (
            self.version, self.name, self.limit, self.used, sorted(self.by_client.values()),
            sorted(self.contracts),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """An awarded line that may count: its position from 1, client and contract, and whether its
    allocation names the product."""

    position: int
    client: str
    line: Line
    contract: int | None
    specific: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """A line that goes over a ceiling: by how much, what is used with it, and why it may."""

    position: int
    ceiling: Ceiling
    above: int
    used: int
    why: Why


def scale(unit: str) -> int:
    """What one unit counts for: hours are counted in minutes, for either may be declared."""
    return MINUTES_PER_HOUR if unit == HOURS else 1


def alike(unit: str) -> tuple[str, ...]:
    """The units that count for a ceiling in this one."""
    return (MINUTES, HOURS) if unit in (MINUTES, HOURS) else (unit,)


def named(products: frozenset[str], line: Line) -> bool:
    """Whether a line is about one of these categories or codes."""
    return line.category in products or line.code in products


def passing(ceilings: Iterable[Ceiling], lines: Iterable[Counted]) -> list[Passed]:
    """The lines that go over a ceiling, in the order of the file.

    Credits come first and give room back. A line that fits exactly does not go over; from the
    first that does, every later one does by all it is.
    """
    of_contract: defaultdict[int, list[Ceiling]] = defaultdict(list)
    for ceiling in ceilings:
        for contract in ceiling.contracts if ceiling.sort not in SIGNALS else ():
            of_contract[contract].append(ceiling)
    running: dict[tuple[int, str], int] = {}
    found = []
    for each in sorted(lines, key=lambda one: (not one.line.credit, one.position)):
        for ceiling in of_contract.get(each.contract or 0, ()):
            if not ceiling.counts(each.line):
                continue
            key = (ceiling.number, each.client if ceiling.sort is Sort.CLIENT else "")
            before = running.get(key, ceiling.before(each.client))
            after = running[key] = before + ceiling.amount(each.line)
            above = min(after - before, after - ceiling.limit)
            if above > 0:
                why = _why(ceiling, each)
                found.append(Passed(each.position, ceiling, above, after, why))
    return sorted(found, key=lambda one: (one.position, one.ceiling.number))


def stopping(ceilings: Iterable[Ceiling]) -> tuple[Ceiling, ...]:
    """Those that a line may go over; the others only give signals."""
    return tuple(each for each in ceilings if each.sort not in SIGNALS)


def _why(ceiling: Ceiling, each: Counted) -> Why:
    if named(ceiling.always, each.line):
        return Why.PRODUCT
    return Why.SPECIFIC if ceiling.specific_paid and each.specific else Why.OVER


def reduced(basis: int, percentage: int) -> int:
    """A basis less a percentage of it, rounded half up: 1,000 less 10 % is 900."""
    return (basis * (HUNDRED - percentage) * 2 + HUNDRED) // (2 * HUNDRED)


def signals(sort: Sort, used: int, limit: int, percentage: int) -> bool:
    """Whether both sides are to talk: that much was used, or there are too few clients."""
    if sort is Sort.CLIENTS:
        return used < limit
    return used * HUNDRED >= limit * percentage


def percentage_of(used: int, limit: int) -> int:
    """How much of a limit is used, in whole percents, rounded down; 100 where it is nothing."""
    return used * HUNDRED // limit if limit > 0 else HUNDRED
