"""Which contracts want something to be known of decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.contracts.current import is_newest
from portal.contracts.records import (
    ContractMunicipalityRecord,
    ContractProductRecord,
    ContractRecord,
    ContractVersionRecord,
)


class Allotted(NamedTuple):
    """What an allocation is for; without a category or code any will do."""

    provider_id: int
    law: str
    category: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one contract with a provider wants, for which products (category and code)."""

    provider_id: int
    law: str
    products: frozenset[tuple[str, str]]
    requires: tuple[str, ...]

    def is_about(self, allocated: Allotted) -> bool:
        """Whether an allocation can fall under it."""
        if (allocated.provider_id, allocated.law) != (self.provider_id, self.law):
            return False
        return any(
            allocated.category in (None, category) and allocated.code in (None, code)
            for category, code in self.products
        )


def required(allocated: Allotted, wanted: Iterable[Requirement]) -> frozenset[str]:
    """What all of these contracts want of the decision behind an allocation."""
    return frozenset(kind for each in wanted if each.is_about(allocated) for kind in each.requires)


def requirements_of(session: Session, municipality_id: int) -> list[Requirement]:
    """What the contracts of a municipality want; one query, empty for most."""
    contract, version = ContractRecord, ContractVersionRecord
    product, buyer = ContractProductRecord, ContractMunicipalityRecord
    rows = session.execute(
        select(
            contract.id, contract.provider_id, contract.law, version.requires, product.category,
            product.code,
        )
        .select_from(contract)
        .join(version, and_(version.contract_id == contract.id, is_newest()))
        .join(buyer, buyer.version_id == version.id)
        .join(product, product.version_id == version.id)
        .where(buyer.municipality_id == municipality_id, version.requires.is_not(None))
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row)
    return [
        Requirement(
            same[0].provider_id, same[0].law,
            frozenset((row.category, row.code) for row in same), tuple(same[0].requires),
        )
        for same in found.values()
    ]  # fmt: skip
