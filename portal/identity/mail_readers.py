"""The accounts that the portal itself writes to: those that are open today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.ends import open_on
from portal.identity.records import AccountRecord
from portal.parties.service import party_named
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Reader:
    """An account that works for a party today."""

    account_id: int
    role: str
    party: str


def readers_at(session: Session, party: Tenant, today: date) -> list[Reader]:
    """The accounts of a provider or municipality that are open today, by id."""
    row = AccountRecord
    of_provider = party.scope is Scope.PROVIDER
    own = row.provider_id if of_provider else row.municipality_id
    rows = session.execute(
        select(row.id, row.role, row.provider_id, row.municipality_id, row.region_id)
        .where(own == party.id, open_on(today))
        .order_by(row.id)
    ).all()
    if not rows:
        return []
    name = party_named(session, *rows[0][2:]).name
    return [Reader(account_id, role, name) for account_id, role, *_party in rows]


def address_of_account(session: Session, account_id: int, today: date) -> str | None:
    """The address of an account; None when it is not open today."""
    row = AccountRecord
    return session.scalar(select(row.email).where(row.id == account_id, open_on(today)))
