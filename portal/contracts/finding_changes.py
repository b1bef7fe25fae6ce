"""Changes of contracts as they are found: by whom, of what, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.contracts.current import contracts_of
from portal.contracts.records import ContractChangeRecord
from portal.identity.visitor import Visitor
from portal.parties.service import region_of
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant

PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change of a contract and what became of it; people are ids of accounts and persons."""

    id: int
    region_id: int
    contract_id: int | None
    version_id: int | None
    slug: str
    kind: str
    state: str
    content: str
    until: date | None
    reason: str
    proposed_by: int
    proposed_person: int
    proposed_at: datetime
    decided_by: int | None
    decided_person: int | None
    decided_at: datetime | None
    decision: str | None

    @property
    def waiting(self) -> bool:
        """Whether somebody must still decide."""
        return self.state == PROPOSED


_COLUMNS: tuple[Any, ...] = tuple(
    getattr(ContractChangeRecord, name) for name in ContractChange.__dataclass_fields__
)


def region_of_visitor(session: Session, visitor: Visitor) -> int:
    """The region whose contracts somebody looks after; NotFound for a provider."""
    if visitor.region_id is not None:
        return visitor.region_id
    found = region_of(session, visitor.municipality_id or 0)
    if found is None:
        raise NotFound
    return found


def changes_in(session: Session, visitor: Visitor) -> list[ContractChange]:
    """Every change of contracts the visitor has to do with, the newest first."""
    return _changes(session, _visible(session, visitor.tenant))


def find_change(session: Session, visitor: Visitor, number: int) -> ContractChange:
    """One change of a contract the visitor has to do with; NotFound for anybody else."""
    own = _visible(session, visitor.tenant)
    found = _changes(session, own, ContractChangeRecord.id == number)
    if not found:
        raise NotFound
    return found[0]


def _visible(session: Session, tenant: Tenant) -> ColumnElement[bool]:
    if tenant.scope is Scope.REGION:
        return ContractChangeRecord.region_id == tenant.id
    if tenant.scope is Scope.MUNICIPALITY:
        bought = contracts_of(session, tenant)
        return or_(
            ContractChangeRecord.municipality_id == tenant.id,
            in_values(ContractChangeRecord.contract_id, bought),
        )
    return false()


def _changes(session: Session, *wanted: ColumnElement[bool]) -> list[ContractChange]:
    rows = session.execute(
        select(*_COLUMNS).where(*wanted).order_by(ContractChangeRecord.id.desc())
    )
    return [ContractChange(*row) for row in rows]
