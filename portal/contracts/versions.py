"""Recording the terms of a contract: a version and all below it, and the hash they are told by."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.contracts.records import (
    ContractBudgetRecord,
    ContractMemberRecord,
    ContractMunicipalityRecord,
    ContractOptionRecord,
    ContractProductRecord,
    ContractVersionRecord,
)
from schemas.region import Contract, Product


@dataclass(frozen=True, slots=True)
class Loaded:
    """The ids of what a region file names, by the names it uses (CBS and AGB codes)."""

    region: int
    municipalities: dict[str, int]
    providers: dict[str, int]


def content_hash(contract: Contract) -> bytes:
    """SHA-256 over the terms of a contract, whatever the order they were written in."""
    terms = (
        contract.funding, contract.start, contract.end, contract.answer, contract.park_days,
        sorted(contract.municipalities),
        sorted(_terms(product) for product in contract.products),
        sorted(astuple(budget) for budget in contract.budgets),
    )  # fmt: skip
    told = repr(terms)
    more = (
        contract.segment, contract.lot, contract.area, contract.continuity, contract.extensions,
        sorted(astuple(member) for member in contract.members), sorted(contract.joined.items()),
    )  # fmt: skip
    if any(more):
        told += repr(more)
    if contract.requires:
        told += repr(sorted(contract.requires))
    return hashlib.sha256(told.encode()).digest()


def _terms(product: Product) -> tuple[Any, ...]:
    """What a product says; without what only some have as it was hashed before there was any."""
    *plain, milestones, listed, percentage, index = astuple(product)
    if listed or index:
        return (*plain, milestones, listed, percentage, index)
    return (*plain, milestones) if milestones else tuple(plain)


def add_version(
    session: Session, contract_id: int, number: int, contract: Contract, digest: bytes,
    loaded: Loaded, now: datetime,
) -> int:  # fmt: skip
    version = ContractVersionRecord(
        contract_id=contract_id, number=number, recorded_at=now, content_sha256=digest,
        funding=contract.funding, start=contract.start, end=contract.end,
        answer=contract.answer, park_days=contract.park_days, segment=contract.segment,
        lot=contract.lot, area=contract.area, continuity=contract.continuity,
        requires=list(contract.requires) or None,
    )  # fmt: skip
    session.add(version)
    session.flush()
    session.add_all(_children(version.id, contract, loaded))
    session.flush()
    return version.id


def _children(version_id: int, contract: Contract, loaded: Loaded) -> list[Any]:
    rows: list[Any] = [
        ContractMunicipalityRecord(
            version_id=version_id, municipality_id=loaded.municipalities[code],
            start=contract.joined.get(code),
        )
        for code in contract.municipalities
    ]  # fmt: skip
    rows += [
        ContractProductRecord(
            version_id=version_id, category=p.category, code=p.code, unit=p.unit, start=p.start,
            tariff_cents=p.tariff, milestones=list(p.milestones) or None, tariff_list=p.list,
            percentage=p.percentage, indexation=p.index,
        )
        for p in contract.products
    ]  # fmt: skip
    rows += [
        ContractBudgetRecord(
            version_id=version_id, municipality_id=loaded.municipalities[b.municipality],
            year=b.year, amount_cents=b.amount, bandwidth=b.bandwidth, instalments=b.instalments,
        )
        for b in contract.budgets
    ]  # fmt: skip
    rows += [
        ContractMemberRecord(
            version_id=version_id, provider_id=loaded.providers[m.provider], share=m.share
        )
        for m in contract.members
    ]
    rows += [ContractOptionRecord(version_id=version_id, until=u) for u in contract.extensions]
    return rows
