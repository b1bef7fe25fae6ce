"""Who sells in a region, and to a municipality."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.records import (
    ContractMunicipalityRecord,
    ContractRecord,
    ContractVersionRecord,
)


def sellers_in(session: Session, region_id: int) -> list[int]:
    """The ids of the providers that have, or had, a contract in this region, ascending."""
    provider = ContractRecord.provider_id
    rows = select(provider).where(ContractRecord.region_id == region_id)
    return list(session.scalars(rows.distinct().order_by(provider)))


def sellers_to(session: Session, municipality_id: int) -> list[int]:
    """The ids of the providers this municipality has, or had, a contract with, ascending."""
    contract, version, buyer = ContractRecord, ContractVersionRecord, ContractMunicipalityRecord
    rows = (
        select(contract.provider_id)
        .join(version, version.contract_id == contract.id)
        .join(buyer, buyer.version_id == version.id)
        .where(buyer.municipality_id == municipality_id)
    )
    return list(session.scalars(rows.distinct().order_by(contract.provider_id)))
