"""What a rule may know beyond the message: one snapshot, read before judging begins."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from declarations.ceilings import Ceiling
from declarations.model import Line
from declarations.values import value

EMPTY: Mapping[Any, Any] = MappingProxyType({})

Product: TypeAlias = tuple[str, str]
"""Category and code."""

DebitKey: TypeAlias = tuple[int, str, str, date]
"""Allocation number, category, code and the first day of the month (TR389)."""

Awarded: TypeAlias = Mapping[str, tuple[int, int]]
"""What was awarded on an allocation: by unit the volume in that unit, and eurocents."""


@value(frozen=True, slots=True)
class Allocation:
    """The version of an allocation that counts: the one assigned last (decision 12).

    ``budget`` is in eurocents; ``volume`` in units of ``unit`` per ``frequency`` (WJ757).
    ``version`` identifies the stored version the verdict rests on.
    """

    number: int
    version: int
    start: date
    end: date | None
    category: str | None
    code: str | None
    volume: int | None = None
    unit: str | None = None
    frequency: str | None = None
    budget: int | None = None
    deleted: bool = False


@value(frozen=True, slots=True)
class Continuity:
    """How care goes on after a contract: for decisions from before, up to and with ``until``.

    ``closed`` is the last day on which an allocation may begin to be such a decision (decision 37).
    """

    closed: date
    until: date


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a contract pays for one unit of a product from ``start`` up to and with ``end``.

    ``cents`` is None where the unit is the euro itself (83). ``contract`` and ``version`` identify
    the contract and the stored version of it that the verdict rests on. ``milestones`` are the
    percentages in which a trajectory is declared, in their order; see `milestones`. With
    ``continuity`` the tariff goes on for decisions from before the contract ended. ``requires`` is
    what must be known of a decision before it is paid; see `decided`.
    """

    contract: int
    version: int
    unit: str
    cents: int | None
    start: date
    end: date
    milestones: tuple[int, ...] = field(default=(), repr=False)
    continuity: Continuity | None = field(default=None, repr=False)
    requires: frozenset[str] = field(default=frozenset(), repr=False)

    def covers(self, day: date) -> bool:
        """Whether the tariff is in force on that day."""
        return self.start <= day <= self.end

    def continues(self, day: date, began: date) -> bool:
        """Whether it holds on that day for care allocated from ``began`` on, for it goes on."""
        care = self.continuity
        return care is not None and began <= care.closed and self.start <= day <= care.until


@dataclass(frozen=True, slots=True)
class EarlierDebit:
    """A debit line of an earlier message of this provider to this municipality.

    ``contract`` is the one it was awarded under; its credit is booked there too.
    """

    bsn: str
    line: Line
    awarded: bool
    credited: bool
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What an earlier round of judging decided about a line: its return codes, and on what.

    ``contract`` and ``allocation`` as in ``LineVerdict``.
    """

    codes: tuple[str, ...]
    contract: int | None = None
    allocation: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What earlier rounds decided about a message and stays as it is.

    ``lines`` are decisions by the position of the line among all lines of the message, ``clients``
    the return codes, by position, of clients that fell with all their lines. What stands in
    neither still waits.
    """

    lines: Mapping[int, Decision] = field(default_factory=lambda: EMPTY)
    clients: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: EMPTY)


class CheckKind(StrEnum):
    """What a municipality may have a check of its own look for; see ``own_checks``."""

    AMOUNT = "amount"
    VOLUME = "volume"
    HOURS = "hours"
    PRODUCTS = "products"
    LATE = "late"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check of the municipality's own, as it is on the day of receipt; it warns, and no more.

    ``number`` counts the checks of a municipality, ``version`` how often this one was changed.
    ``limit`` is what its kind counts: eurocents, units, hours, products or months; ``other`` the
    product that is not expected beside another. Without ``products`` it is about all of them.
    """

    number: int
    version: int
    kind: CheckKind
    limit: int | None = None
    other: Product | None = None
    products: tuple[Product, ...] = ()

    @property
    def name(self) -> str:
        """How findings name it, in the place of a rule of the book."""
        return f"{OWN}{self.number}"


OWN = "EIGEN-"


@dataclass(frozen=True, slots=True)
class Facts:
    """The snapshot one message is judged against; everything in it is about one provider,
    municipality and law.

    ``today`` is the day of judging in the Netherlands. ``allocations`` maps a citizen number to
    its allocations by number; a citizen number that is absent is an unknown client.
    ``categories`` maps each product code contracted by the municipality to its categories.
    ``earlier`` holds the debits that credits in the message point at, by reference.
    ``awarded`` holds, by number, what was awarded on an allocation before, credits taken off.
    ``parts`` holds, by number, the amounts of the debits awarded before and not credited, in
    eurocents, of allocations that are declared at milestones.
    ``parkable`` are the contracts on which a line may (still) wait for data of the municipality.
    ``settled`` is there when the message was judged before and lines of it were parked.
    ``own_checks`` are those of the municipality that are about products in the message,
    ``ceilings`` those on its contracts that a line may go over, with what was used before.
    ``decided`` is what is known of the decision behind an allocation, by its number.
    """

    today: date
    municipality_listed: bool = True
    identification_used: bool = False
    number_used: bool = False
    last_period: date | None = None
    allocations: Mapping[str, Mapping[int, Allocation]] = field(default_factory=lambda: EMPTY)
    tariffs: Mapping[Product, tuple[Tariff, ...]] = field(default_factory=lambda: EMPTY)
    categories: Mapping[str, frozenset[str]] = field(default_factory=lambda: EMPTY)
    used_references: frozenset[str] = frozenset()
    earlier: Mapping[str, EarlierDebit] = field(default_factory=lambda: EMPTY)
    live_debits: frozenset[DebitKey] = frozenset()
    awarded: Mapping[int, Awarded] = field(default_factory=lambda: EMPTY)
    parkable: frozenset[int] = frozenset()
    settled: Settled | None = None
    own_checks: tuple[OwnCheck, ...] = ()
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=lambda: EMPTY)
    ceilings: tuple[Ceiling, ...] = ()
    decided: Mapping[int, frozenset[str]] = field(default_factory=lambda: EMPTY)

    def fingerprint(self) -> str:
        """SHA-256 over all facts but the day; versions stand for the immutable rows they name.

        A receipt given yesterday still holds today when nothing the verdict rests on has changed.
        """
        # by version and not by citizen number: a hash of so few digits would give them away
        clients = sorted(
            sorted(each.version for each in owned.values()) for owned in self.allocations.values()
        )
        parts = (
            self.municipality_listed,
            self.identification_used,
            self.number_used,
            self.last_period,
            clients,
            sorted(self.tariffs.items(), key=lambda item: item[0]),
            sorted((code, sorted(found)) for code, found in self.categories.items()),
            sorted(self.used_references),
            sorted(self.live_debits),
            sorted((number, sorted(found.items())) for number, found in self.awarded.items()),
            sorted((key, each.awarded, each.credited) for key, each in self.earlier.items()),
        )
        told = repr(parts)
        if self.parkable or self.settled is not None:
            told += repr((sorted(self.parkable), self._settled()))
        if self.own_checks:
            told += repr([_told(each) for each in self.own_checks])
        if milestones := self._milestones():
            told += repr((milestones, sorted((n, sorted(of)) for n, of in self.parts.items())))
        if continuing := self._continuing():
            told += repr(continuing)
        if required := self._required():
            told += repr((required, sorted((n, sorted(of)) for n, of in self.decided.items())))
        if self.ceilings:
            told += repr([each.told() for each in self.ceilings])
        return hashlib.sha256(told.encode()).hexdigest()

    def _milestones(self) -> list[tuple[Product, list[tuple[int, ...]]]]:
        """What was agreed at milestones; the tariffs above are told without it."""
        return [
            (product, [each.milestones for each in agreed])
            for product, agreed in sorted(self.tariffs.items(), key=lambda item: item[0])
            if any(each.milestones for each in agreed)
        ]

    def _continuing(self) -> list[tuple[Product, list[Continuity | None]]]:
        """Where care goes on after a contract; the tariffs above are told without it."""
        return [
            (product, [each.continuity for each in agreed])
            for product, agreed in sorted(self.tariffs.items(), key=lambda item: item[0])
            if any(each.continuity for each in agreed)
        ]

    def _required(self) -> list[tuple[Product, list[list[str]]]]:
        """What decisions must have; the tariffs above are told without it."""
        return [
            (product, [sorted(each.requires) for each in agreed])
            for product, agreed in sorted(self.tariffs.items(), key=lambda item: item[0])
            if any(each.requires for each in agreed)
        ]

    def _settled(self) -> object:
        if self.settled is None:
            return None
        lines, clients = self.settled.lines, self.settled.clients
        decided = [(n, d.codes, d.contract, d.allocation) for n, d in sorted(lines.items())]
        return decided, sorted(clients.items())


def _told(check: OwnCheck) -> object:
    return check.number, check.version, check.kind.value, check.limit, check.other, check.products
