"""What a rule may know beyond the message: one snapshot, read before judging begins."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from declarations.model import Line

EMPTY: Mapping[Any, Any] = MappingProxyType({})

Product: TypeAlias = tuple[str, str]
"""Category and code."""

DebitKey: TypeAlias = tuple[int, str, str, date]
"""Allocation number, category, code and the first day of the month (TR389)."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a contract pays for one unit of a product from ``start`` up to and with ``end``.

    ``cents`` is None where the unit is the euro itself (83). ``contract`` and ``version`` identify
    the contract and the stored version of it that the verdict rests on.
    """

    contract: int
    version: int
    unit: str
    cents: int | None
    start: date
    end: date

    def covers(self, day: date) -> bool:
        """Whether the tariff is in force on that day."""
        return self.start <= day <= self.end


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
class Facts:
    """The snapshot one message is judged against; everything in it is about one provider,
    municipality and law.

    ``today`` is the day of judging in the Netherlands. ``allocations`` maps a citizen number to
    its allocations by number; a citizen number that is absent is an unknown client.
    ``categories`` maps each product code contracted by the municipality to its categories.
    ``earlier`` holds the debits that credits in the message point at, by reference.
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
            sorted((key, each.awarded, each.credited) for key, each in self.earlier.items()),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()
