"""Contracts as people read them: what was agreed with whom, for which products and budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import Session

from portal.contracts.current import is_newest
from portal.contracts.placed import (
    Place,
    joined_later,
    members_of,
    options_of,
    place_of,
)
from portal.contracts.records import (
    ContractBudgetRecord,
    ContractMunicipalityRecord,
    ContractProductRecord,
    ContractRecord,
    ContractVersionRecord,
)
from portal.parties.service import municipality_names, provider_names, region_names
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract in a list, by its newest version; both days of the term count."""

    id: int
    slug: str
    region: str
    law: str
    funding: str
    provider_id: int
    provider: str
    start: date
    end: date
    products: int
    municipalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product with what one unit is paid from ``start`` on; None where the unit is the euro.

    ``milestones`` are the percentages in which a trajectory is declared. Where the tariff was
    worked out, ``list``, ``percentage`` and ``index`` say from what.
    """

    category: str
    code: str
    unit: str
    start: date
    tariff_cents: int | None
    milestones: tuple[int, ...] = ()
    list: str | None = None
    percentage: int | None = None
    index: str | None = None


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The budget of one municipality for a year; ``bandwidth`` in percent."""

    municipality: str
    year: int
    amount_cents: int
    bandwidth: int
    instalments: int


@dataclass(frozen=True, slots=True)
class Version:
    """One recorded version of the terms."""

    number: int
    recorded_at: datetime
    start: date
    end: date
    funding: str


@dataclass(frozen=True, slots=True)
class ContractPage:
    """A contract with everything in its newest version, and when its versions were recorded.

    ``joined`` are municipalities that take part from a later day on, ``members`` those of the
    consortium with their share in words, ``options`` the last days it may be extended to.
    """

    line: ContractLine
    answer: str
    park_days: int
    products: tuple[ProductLine, ...]
    budgets: tuple[BudgetLine, ...]
    versions: tuple[Version, ...]
    place: Place
    joined: tuple[tuple[str, date], ...]
    members: tuple[tuple[str, str], ...]
    options: tuple[date, ...]
    continuity: date | None


def contracts_of(session: Session, tenant: Tenant) -> list[ContractLine]:
    """The contracts a party has or takes part in, by law, provider and first day."""
    return _lines(session, visible_to(tenant))


def find_contract(session: Session, tenant: Tenant, contract_id: int) -> ContractPage | None:
    """One contract of this party; None when there is none or it is of others."""
    lines = _lines(session, and_(visible_to(tenant), ContractRecord.id == contract_id))
    if not lines:
        return None
    versions = session.scalars(
        select(ContractVersionRecord)
        .filter_by(contract_id=contract_id)
        .order_by(ContractVersionRecord.number.desc())
    ).all()
    newest = versions[0]
    return ContractPage(
        line=lines[0],
        answer=newest.answer,
        park_days=newest.park_days,
        products=_products(session, newest.id),
        budgets=_budgets(session, newest.id),
        versions=tuple(
            Version(each.number, each.recorded_at, each.start, each.end, each.funding)
            for each in versions
        ),
        place=place_of(session, contract_id, newest),
        joined=joined_later(session, newest.id),
        members=members_of(session, newest.id),
        options=options_of(session, newest.id, newest.end),
        continuity=newest.continuity,
    )


def visible_to(tenant: Tenant) -> ColumnElement[bool]:
    """The first lock: a provider's own, those a municipality takes part in, those of a region."""
    if tenant.scope is Scope.PROVIDER:
        return ContractRecord.provider_id == tenant.id
    if tenant.scope is Scope.REGION:
        return ContractRecord.region_id == tenant.id
    if tenant.scope is Scope.MUNICIPALITY:
        part = ContractMunicipalityRecord
        return (
            select(part.version_id)
            .where(
                part.version_id == ContractVersionRecord.id,
                part.municipality_id == tenant.id,
            )
            .exists()
        )
    return false()


def _lines(session: Session, condition: ColumnElement[bool]) -> list[ContractLine]:
    contract, version = ContractRecord, ContractVersionRecord
    rows = session.execute(
        select(contract, version)
        .join(version, and_(version.contract_id == contract.id, is_newest()))
        .where(condition)
        .order_by(contract.law, contract.provider_id, version.start, contract.slug)
    ).all()
    ids = [row.ContractVersionRecord.id for row in rows]
    taking_part, products = _taking_part(session, ids), _product_counts(session, ids)
    providers, regions = provider_names(session), region_names(session)
    return [
        ContractLine(
            id=row.id, slug=row.slug, region=regions[row.region_id], law=row.law,
            funding=terms.funding, provider_id=row.provider_id, provider=providers[row.provider_id],
            start=terms.start, end=terms.end, products=products.get(terms.id, 0),
            municipalities=taking_part.get(terms.id, ()),
        )
        for row, terms in rows
    ]  # fmt: skip


def _taking_part(session: Session, version_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    names = municipality_names(session)
    part = ContractMunicipalityRecord
    found: dict[int, list[str]] = defaultdict(list)
    for version_id, municipality_id in session.execute(
        select(part.version_id, part.municipality_id).where(in_values(part.version_id, version_ids))
    ):
        found[version_id].append(names[municipality_id])
    return {version_id: tuple(sorted(listed)) for version_id, listed in found.items()}


def _product_counts(session: Session, version_ids: Sequence[int]) -> dict[int, int]:
    product: Any = ContractProductRecord
    rows = session.execute(
        select(product.version_id, func.count(func.distinct(product.code)))
        .where(in_values(product.version_id, version_ids))
        .group_by(product.version_id)
    )
    return {row.version_id: row[1] for row in rows}


def _products(session: Session, version_id: int) -> tuple[ProductLine, ...]:
    product = ContractProductRecord
    rows = session.scalars(
        select(product)
        .filter_by(version_id=version_id)
        .order_by(product.category, product.code, product.unit, product.start)
    )
    return tuple(
        ProductLine(
            row.category, row.code, row.unit, row.start, row.tariff_cents,
            tuple(row.milestones or ()), row.tariff_list, row.percentage, row.indexation,
        )
        for row in rows
    )  # fmt: skip


def _budgets(session: Session, version_id: int) -> tuple[BudgetLine, ...]:
    names = municipality_names(session)
    rows = session.scalars(select(ContractBudgetRecord).filter_by(version_id=version_id))
    lines = [
        BudgetLine(
            names[row.municipality_id], row.year, row.amount_cents, row.bandwidth, row.instalments
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.year, line.municipality)))
