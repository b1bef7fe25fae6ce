"""A region as it is stored, in the values of a region file: to export it or change part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.ceilings.stored import stored_ceilings
from portal.contracts.current import is_newest
from portal.contracts.purchasing import purchasing_of
from portal.contracts.records import (
    ContractBudgetRecord,
    ContractMemberRecord,
    ContractMunicipalityRecord,
    ContractOptionRecord,
    ContractProductRecord,
    ContractRecord,
    ContractVersionRecord,
)
from portal.parties.service import region_parties
from portal.store.sets import in_values
from schemas.region import Budget, Contract, Member, Product, Region

Found = dict[int, list[Any]]  # rows by version


def stored_region(session: Session, region_id: int) -> Region:
    """The region with its newest contract versions; without accounts of people or municipalities.

    Reading what `write_region` makes of it and loading that changes nothing. Wants a session that
    sees all of the region.
    """
    contract, version = ContractRecord, ContractVersionRecord
    rows = session.execute(
        select(contract, version)
        .join(version, and_(version.contract_id == contract.id, is_newest()))
        .where(contract.region_id == region_id)
        .order_by(contract.slug)
    ).all()
    below = _Below(session, [row.ContractVersionRecord.id for row in rows])
    sellers = {row.ContractRecord.provider_id for row in rows} | below.member_ids()
    parties = region_parties(session, region_id, sellers)
    codes, agbs = parties.codes, parties.agbs
    contracts = [_contract(row, terms, below, codes, agbs) for row, terms in rows]
    return Region(
        name=parties.name,
        slug=parties.slug,
        municipalities=parties.municipalities,
        providers=parties.providers,
        contracts=tuple(contracts),
        accounts=(),
        structure=purchasing_of(session, region_id),
        ceilings=stored_ceilings(
            session, region_id, {row.id: row.slug for row, _terms in rows}, codes
        ),
    )


class _Below:
    """What stands below contract versions, read at once for all of them."""

    def __init__(self, session: Session, versions: Sequence[int]) -> None:
        self.buyers = _by_version(session, ContractMunicipalityRecord, versions)
        self.products = _by_version(session, ContractProductRecord, versions)
        self.budgets = _by_version(session, ContractBudgetRecord, versions)
        self.members = _by_version(session, ContractMemberRecord, versions)
        self.options = _by_version(session, ContractOptionRecord, versions)

    def member_ids(self) -> set[int]:
        """The ids of all providers in a consortium."""
        return {row.provider_id for rows in self.members.values() for row in rows}


def _by_version(session: Session, record: Any, versions: Sequence[int]) -> Found:
    found: Found = defaultdict(list)
    for row in session.scalars(select(record).where(in_values(record.version_id, versions))):
        found[row.version_id].append(row)
    return found


def _contract(
    row: ContractRecord, terms: ContractVersionRecord, below: _Below,
    codes: dict[int, str], agbs: dict[int, str],
) -> Contract:  # fmt: skip
    buyers = {codes[each.municipality_id]: each.start for each in below.buyers[terms.id]}
    products = sorted(
        (
            Product(
                p.category, p.code, p.unit, p.tariff_cents, p.start, tuple(p.milestones or ()),
                p.tariff_list, p.percentage, p.indexation,
            )
            for p in below.products[terms.id]
        ),
        key=lambda p: (p.category, p.code, p.unit, p.start),
    )  # fmt: skip
    budgets = [
        Budget(
            codes[b.municipality_id], b.year, b.amount_cents, b.bandwidth, b.instalments
        )
        for b in below.budgets[terms.id]
    ]  # fmt: skip
    return Contract(
        id=row.slug,
        law=Law(row.law),
        funding=terms.funding,
        provider=agbs[row.provider_id],
        municipalities=tuple(sorted(buyers)),
        start=terms.start,
        end=terms.end,
        answer=terms.answer,
        park_days=terms.park_days,
        products=tuple(products),
        budgets=tuple(sorted(budgets, key=lambda b: (b.year, b.municipality))),
        segment=terms.segment,
        lot=terms.lot,
        area=terms.area,
        continuity=terms.continuity,
        extensions=tuple(sorted(each.until for each in below.options[terms.id])),
        members=tuple(
            sorted(
                (Member(agbs[m.provider_id], m.share) for m in below.members[terms.id]),
                key=lambda member: member.provider,
            )
        ),
        indexed=_indexed(products),
        requires=tuple(terms.requires or ()),
        joined={code: start for code, start in buyers.items() if start is not None},
    )


def _indexed(products: Sequence[Product]) -> tuple[str, ...]:
    """The indexations of a contract's own tariffs; those of a list come with the list."""
    return tuple(dict.fromkeys(p.index for p in products if p.index is not None))
