"""How contracts are called: the id that a region file gave them, for others that name one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.records import ContractRecord
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Named:
    """The id of a contract in its region file, and its law."""

    slug: str
    law: str


def contract_slugs(session: Session, contract_ids: Iterable[int]) -> dict[int, Named]:
    """How these contracts are called."""
    row = ContractRecord
    found = session.execute(
        select(row.id, row.slug, row.law).where(in_values(row.id, contract_ids))
    )
    return {each[0]: Named(each[1], each[2]) for each in found}


def ids_of_slug(session: Session, slug: str) -> list[int]:
    """The contracts that a region file calls so; regions may use the same id."""
    return list(session.scalars(select(ContractRecord.id).where(ContractRecord.slug == slug)))
