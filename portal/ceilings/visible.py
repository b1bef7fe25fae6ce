"""Which ceilings a party has part in: those on its contracts, and no other municipality's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.ceilings.current import is_newest
from portal.ceilings.records import CeilingContractRecord, CeilingVersionRecord
from portal.contracts.current import contracts_of
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


def newest_of_party(session: Session, party: Tenant) -> Sequence[CeilingVersionRecord]:
    """The terms that count of the ceilings a party has part in, by id; two queries."""
    contracts = contracts_of(session, party)
    if not contracts:
        return ()
    version, covers = CeilingVersionRecord, CeilingContractRecord
    named = select(covers.version_id).where(in_values(covers.contract_id, contracts))
    wanted = [is_newest(), version.id.in_(named)]
    if party.scope is Scope.MUNICIPALITY:
        home = version.municipality_id
        wanted.append(or_(home.is_(None), home == party.id))
    return session.scalars(select(version).where(*wanted).order_by(version.ceiling_id)).all()
