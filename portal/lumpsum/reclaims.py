"""What settlements reclaimed and did not come in yet, for the books."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.lumpsum.records import SettlementRecord
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Reclaim:
    """Eurocents that a provider owes back under a contract."""

    municipality_id: int
    provider_id: int
    contract_id: int
    law: str
    cents: int


def open_reclaims(session: Session, tenant: Tenant) -> list[Reclaim]:
    """What was reclaimed between a party and others and is still to come in."""
    row = SettlementRecord
    own = row.provider_id if tenant.scope is Scope.PROVIDER else row.municipality_id
    found = session.execute(
        select(
            row.municipality_id, row.provider_id, row.contract_id, row.law, row.reclaim_cents
        ).where(own == tenant.id, row.state == "confirmed", row.reclaim_cents > 0)
    )
    return [Reclaim(*each) for each in found]
