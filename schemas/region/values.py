"""A region as values: what a region file says once it is known to be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from declarations.model import Law
from declarations.offers import Offer, Subject
from declarations.rulebook import Text
from schemas.region.purchasing import Structure

if TYPE_CHECKING:
    from schemas.region.ceilings import RegionCeiling

PROVIDER_ROLES = ("provider-clerk", "provider-admin")
MUNICIPAL_ROLES = (
    "access", "checker", "approver", "payments", "contract-manager", "supervisor", "controller",
    "auditor",
)  # fmt: skip
REGION_ROLES = ("functional-admin",)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its CBS code of four digits, and the account (IBAN) it pays from."""

    code: str
    name: str
    iban: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A care provider: AGB code and KvK number of eight digits, bank account as IBAN."""

    agb: str
    kvk: str
    name: str
    iban: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product in a contract, at ``tariff`` eurocents per ``unit`` (WJ756) from ``start`` on.

    ``tariff`` is None where the unit is the euro itself (83). ``milestones`` are the percentages
    in which a trajectory in euros is declared, 100 together; empty where nothing is agreed. Where
    the tariff was worked out, ``list`` names the tariff list and ``percentage`` the part of it,
    and ``index`` the indexation that made it.
    """

    category: str
    code: str
    unit: str
    tariff: int | None
    start: date
    milestones: tuple[int, ...] = ()
    list: str | None = None
    percentage: int | None = None
    index: str | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of one municipality for one year: ``amount`` in eurocents, ``bandwidth`` in
    percent above and below, paid in ``instalments``.
    """

    municipality: str
    year: int
    amount: int
    bandwidth: int
    instalments: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a consortium (AGB code), with its share in hundredths of a percent."""

    provider: str
    share: int


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract with one provider for some municipalities; both days of the term count.

    ``answer`` is ``automatic`` or ``after-review``; ``park_days`` is how long a line may wait.
    ``joined`` holds the first day of municipalities that take part later than the contract
    starts. ``continuity`` is the last day of care for decisions from before the end, None where it
    stops at the end, date.max where it goes on until they end. ``extensions`` are the last days to
    which it may be extended, in their order; ``members`` those of the consortium it is with, the
    lead among them. ``indexed`` names the indexations of its tariffs, ``requires`` what must be
    known of a decision before care is paid.
    """

    id: str
    law: Law
    funding: str
    provider: str
    municipalities: tuple[str, ...]
    start: date
    end: date
    answer: str
    park_days: int
    products: tuple[Product, ...]
    budgets: tuple[Budget, ...]
    segment: str | None = None
    lot: str | None = None
    area: str | None = None
    continuity: date | None = None
    extensions: tuple[date, ...] = ()
    members: tuple[Member, ...] = ()
    indexed: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    joined: Mapping[str, date] = field(default_factory=dict)

    def extended(self, until: date) -> Contract:
        """The contract as it is when it was extended to a day; itself where it ends later."""
        if until <= self.end:
            return self
        left = tuple(each for each in self.extensions if each > until)
        goes_on = self.continuity is not None and self.continuity >= until
        continuity = self.continuity if goes_on else None
        return replace(self, end=until, extensions=left, continuity=continuity)

    def offers(self) -> Iterator[Offer]:
        """Each product for each municipality, from its first tariff to the end of the term."""
        first: dict[tuple[str, str], date] = {}
        for product in self.products:
            key = (product.category, product.code)
            first[key] = min(product.start, first.get(key, product.start))
        for (category, code), start in first.items():
            for municipality in self.municipalities:
                subject = Subject(self.provider, self.law, municipality, category, code)
                since = max(start, self.joined.get(municipality, start))
                if since <= self.end:
                    yield Offer(self.id, subject, since, self.end)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; exactly the party the role needs is filled."""

    email: str
    role: str
    municipality: str | None
    provider: str | None


@dataclass(frozen=True, slots=True)
class Region:
    """A whole region file; ``slug`` is what the region is known by when it is loaded again."""

    name: str
    slug: str
    municipalities: tuple[Municipality, ...]
    providers: tuple[Provider, ...]
    contracts: tuple[Contract, ...]
    accounts: tuple[Account, ...]
    structure: Structure = field(default_factory=Structure)
    ceilings: tuple[RegionCeiling, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a region file: the place, its line counted from 1, and what to do."""

    place: str
    line: int | None
    text: Text


class RegionRefused(Exception):
    """A region file that cannot be loaded, with everything that is wrong in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the region file")
        self.problems = tuple(problems)
