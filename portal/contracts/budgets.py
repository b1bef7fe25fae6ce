"""The budgets of lump-sum contracts that a party may see, as the newest versions have them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.contracts.current import is_newest
from portal.contracts.overview import visible_to
from portal.contracts.records import ContractBudgetRecord, ContractRecord, ContractVersionRecord
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class LumpSum:
    """A budget in eurocents, with its bandwidth in percent above and below."""

    contract_id: int
    municipality_id: int
    amount_cents: int
    bandwidth: int

    @property
    def upper_cents(self) -> int:
        """The budget with its bandwidth, rounded down to whole eurocents."""
        return self.amount_cents * (100 + self.bandwidth) // 100


def lump_sums(session: Session, tenant: Tenant, year: int) -> list[LumpSum]:
    """Those of a year; a municipality sees its own alone."""
    budget, version = ContractBudgetRecord, ContractVersionRecord
    query = (
        select(
            ContractRecord.id, budget.municipality_id, budget.amount_cents, budget.bandwidth
        )
        .select_from(ContractRecord)
        .join(version, and_(version.contract_id == ContractRecord.id, is_newest()))
        .join(budget, budget.version_id == version.id)
        .where(visible_to(tenant), budget.year == year)
        .order_by(ContractRecord.id, budget.municipality_id)
    )
    if tenant.scope is Scope.MUNICIPALITY:
        query = query.where(budget.municipality_id == tenant.id)
    return [LumpSum(*row) for row in session.execute(query)]
