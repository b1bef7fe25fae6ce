"""Reading the contract versions that count: the newest of every contract."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session, aliased

from declarations.facts import Continuity, Product, Tariff
from declarations.model import Law
from declarations.offers import Offer, Subject
from portal.ceilings.current import has_ceiling
from portal.contracts.records import (
    ContractChangeRecord,
    ContractMunicipalityRecord,
    ContractProductRecord,
    ContractRecord,
    ContractVersionRecord,
)
from portal.parties.service import municipality_codes, region_names
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Answering:
    """How a contract answers: whether only after review, and how many days lines may wait.

    ``limited`` says that there is a ceiling on it, or was.
    """

    after_review: bool
    park_days: int
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with a provider: tariffs by product, and how each contract answers."""

    tariffs: Mapping[Product, tuple[Tariff, ...]]
    answering: Mapping[int, Answering]


def tariffs_for(
    session: Session, provider_id: int, municipality_id: int, law: Law
) -> Mapping[Product, tuple[Tariff, ...]]:
    """What the provider is paid by product; one query."""
    return agreed_with(session, provider_id, municipality_id, law).tariffs


def agreed_with(session: Session, provider_id: int, municipality_id: int, law: Law) -> Agreed:
    """What judging wants to know of the contracts of a provider with products; one query.

    A tariff holds until the day before the next one of its unit, at most to the end of the term.
    """
    contract, version, product = ContractRecord, ContractVersionRecord, ContractProductRecord
    key = (product.category, product.code, contract.id, product.unit)
    rows = session.execute(
        _joined(
            select(
                *key,
                product.start,
                product.tariff_cents,
                version.id,
                version.start,
                version.end,
                product.milestones,
                version.answer,
                version.park_days,
                version.continuity,
                version.requires,
                ContractMunicipalityRecord.start.label("joined"),
                has_ceiling(contract.id).label("limited"),
            )
        )
        .where(
            contract.provider_id == provider_id,
            contract.law == law,
            ContractMunicipalityRecord.municipality_id == municipality_id,
        )
        .order_by(*key, product.start)
    ).all()
    found: dict[Product, list[Tariff]] = {}
    for (category, code, *_), group in groupby(rows, key=lambda row: tuple(row[:4])):
        found.setdefault((category, code), []).extend(_in_turn(list(group)))
    return Agreed(
        {product: tuple(tariffs) for product, tariffs in found.items()},
        {
            row[2]: Answering(row.answer == "after-review", row.park_days, row.limited)
            for row in rows
        },
    )


def _in_turn(rows: list[Any]) -> Iterator[Tariff]:
    """The tariffs of one unit in one contract, each up to the next; sorted by first day."""
    nexts = [row[4] for row in rows[1:]]
    for position, row in enumerate(rows):
        _, _, contract, unit, first, cents, version, start, end, milestones, *_ = row
        following = nexts[position] - timedelta(days=1) if position < len(nexts) else date.max
        since = max(first, start, row.joined or start)
        care = None
        if row.continuity is not None:
            care = Continuity(end, min(row.continuity, following))
        parts = tuple(milestones or ())
        wanted = frozenset(row.requires or ())
        last = min(end, following)
        yield Tariff(contract, version, unit, cents, since, last, parts, care, wanted)


def categories_of(session: Session, municipality_id: int, law: Law) -> Mapping[str, frozenset[str]]:
    """The categories of each product code the municipality contracted (decision 21); one query."""
    rows = session.execute(
        _joined(select(ContractProductRecord.code, ContractProductRecord.category))
        .where(
            ContractRecord.law == law,
            ContractMunicipalityRecord.municipality_id == municipality_id,
        )
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for code, category in rows:
        found.setdefault(code, set()).add(category)
    return {code: frozenset(categories) for code, categories in found.items()}


def current_offers(
    session: Session, providers: Mapping[int, str], region_id: int, without: Collection[str]
) -> list[Offer]:
    """What all other contracts of these providers (id and AGB code) offer.

    ``without`` are contracts of the region. A contract is named by its id and its region
    together, as ids are unique per region only.
    """
    contract, version, product = ContractRecord, ContractVersionRecord, ContractProductRecord
    left_out = and_(contract.region_id == region_id, in_values(contract.slug, without))
    key = (
        contract.region_id, contract.slug, contract.provider_id, contract.law,
        ContractMunicipalityRecord.municipality_id, product.category, product.code, version.end,
    )  # fmt: skip
    rows = session.execute(
        _joined(select(*key, func.min(product.start)))
        .where(in_values(contract.provider_id, providers), not_(left_out))
        .group_by(*key)
    )
    codes, regions = municipality_codes(session), region_names(session)
    return [
        Offer(
            f"{slug} ({regions[region]})",
            Subject(providers[provider], Law(law), codes[municipality], category, code),
            start,
            end,
        )
        for region, slug, provider, law, municipality, category, code, end, start in rows
    ]


def has_lump_sum(
    session: Session, provider_id: int, municipality_id: int, law: Law, day: date
) -> bool:
    """Whether the provider works for the municipality under a lump-sum contract on that day."""
    contract, version = ContractRecord, ContractVersionRecord
    municipality = ContractMunicipalityRecord
    found = session.scalar(
        select(contract.id)
        .join(version, and_(version.contract_id == contract.id, is_newest()))
        .join(municipality, municipality.version_id == version.id)
        .where(
            contract.provider_id == provider_id,
            contract.law == law,
            municipality.municipality_id == municipality_id,
            version.funding == "lumpsum",
            version.start <= day,
            version.end >= day,
        )
        .limit(1)
    )
    return found is not None


def extended_until(session: Session, contract_id: int) -> date | None:
    """The last day to which two people extended a contract; None where nobody did."""
    change = ContractChangeRecord
    return session.scalar(
        select(func.max(change.until)).where(
            change.contract_id == contract_id,
            change.kind == "extension",
            change.state == "confirmed",
        )
    )


def newest_version(session: Session, contract_id: int) -> int | None:
    """The id of the version of a contract that counts."""
    return session.scalar(
        select(ContractVersionRecord.id).where(
            ContractVersionRecord.contract_id == contract_id, is_newest()
        )
    )


def contracts_of(session: Session, party: Tenant) -> frozenset[int]:
    """The ids of the contracts that a provider, a municipality or a region has part in."""
    contract, version = ContractRecord, ContractVersionRecord
    municipality = ContractMunicipalityRecord
    if party.scope is Scope.PROVIDER:
        return frozenset(
            session.scalars(select(contract.id).where(contract.provider_id == party.id))
        )
    if party.scope is Scope.REGION:
        return frozenset(session.scalars(select(contract.id).filter_by(region_id=party.id)))
    return frozenset(
        session.scalars(
            select(version.contract_id)
            .join(municipality, municipality.version_id == version.id)
            .where(is_newest(), municipality.municipality_id == party.id)
        )
    )


def is_newest() -> ColumnElement[bool]:
    """Whether a contract version is the one that counts."""
    version, other = ContractVersionRecord, aliased(ContractVersionRecord)
    newest = (
        select(func.max(other.number))
        .where(other.contract_id == version.contract_id)
        .correlate(version)
        .scalar_subquery()
    )
    return version.number == newest


def _joined(statement: Any) -> Any:
    """The statement over contracts, their newest version, its municipalities and products."""
    contract, version = ContractRecord, ContractVersionRecord
    municipality, product = ContractMunicipalityRecord, ContractProductRecord
    return (
        statement.select_from(contract)
        .join(version, and_(version.contract_id == contract.id, is_newest()))
        .join(municipality, municipality.version_id == version.id)
        .join(product, product.version_id == version.id)
    )
