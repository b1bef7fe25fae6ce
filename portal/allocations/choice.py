"""What a reader chose to see of the list of allocations: the filters in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, or_

from declarations.model import Law
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.starts.current import has_started
from portal.store.tenant import Scope, Tenant

SOON = timedelta(days=60)
NEARLY_USED = 80  # percent
LONGEST_WORDS = 36
STANDS = ("soon", "not-started", "nearly-used")


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters on allocations; empty ones choose everything. ``before`` is where a page begins."""

    stand: str = ""
    law: str = ""
    municipality: int | None = None
    product: str = ""
    words: str = ""
    before: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in an address; what makes no sense is left out."""
        stand, law = values.get("stand", ""), values.get("wet", "")
        return cls(
            stand=stand if stand in STANDS else "",
            law=law if law in set(Law) else "",
            municipality=_number(values.get("gemeente", "")),
            product=" ".join(values.get("product", "").split())[:5],
            words=" ".join(values.get("zoek", "").split())[:LONGEST_WORDS],
            before=_number(values.get("voor", "")),
        )

    @property
    def as_values(self) -> dict[str, str | int]:
        """The filters as they stand in an address, without the page."""
        values: dict[str, str | int | None] = {
            "stand": self.stand, "wet": self.law, "gemeente": self.municipality,
            "product": self.product, "zoek": self.words,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}


def visible_to(tenant: Tenant) -> ColumnElement[bool]:
    """Allocations of this provider or municipality; nobody else has any."""
    if tenant.scope is Scope.PROVIDER:
        return AllocationRecord.provider_id == tenant.id
    if tenant.scope is Scope.MUNICIPALITY:
        return AllocationRecord.municipality_id == tenant.id
    return false()


def conditions(tenant: Tenant, choice: Choice, today: date) -> Iterator[ColumnElement[bool]]:
    """The choice in SQL, but for how much is used up, which the database cannot work out."""
    version = AllocationVersionRecord
    yield visible_to(tenant)
    yield from _standing(choice, today)
    if choice.law:
        yield AllocationRecord.law == choice.law
    if choice.municipality is not None:
        yield AllocationRecord.municipality_id == choice.municipality
    if choice.product:
        yield or_(version.code == choice.product, version.category == choice.product)
    if choice.words:
        yield _named(choice.words)


def _standing(choice: Choice, today: date) -> Iterator[ColumnElement[bool]]:
    version = AllocationVersionRecord
    if choice.stand == "soon":
        yield and_(version.end >= today, version.end <= today + SOON, version.deleted.is_(False))
    elif choice.stand == "not-started":
        not_over = or_(version.end.is_(None), version.end >= today)
        yield and_(version.start <= today, not_over, version.deleted.is_(False))
        yield ~has_started(AllocationRecord.id)


def _named(words: str) -> ColumnElement[bool]:
    number = _number(words)
    by_reference = AllocationVersionRecord.provider_reference == words
    return by_reference if number is None else or_(AllocationRecord.number == number, by_reference)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
