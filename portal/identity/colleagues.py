"""Who works where, for pages that say who did something."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.records import AccountRecord, PersonRecord, Role
from portal.store.sets import in_values


def accounts_at(session: Session, provider_id: int) -> list[int]:
    """The ids of all accounts of a provider, also of those who left."""
    query = select(AccountRecord.id).filter_by(provider_id=provider_id)
    return list(session.scalars(query.order_by(AccountRecord.id)))


def names_of(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """The names of the people behind these accounts, by account id.

    The account of the portal itself is nobody's, and is not in it.
    """
    rows = session.execute(
        select(AccountRecord.id, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
        .where(in_values(AccountRecord.id, account_ids), AccountRecord.role != Role.SYSTEM)
    )
    return {row.id: row.name for row in rows}


def workers_at(session: Session, municipality_id: int, role: Role) -> dict[int, str]:
    """The names of those who work at a municipality in this role now, by account id."""
    rows = session.execute(
        select(AccountRecord.id, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
        .where(
            AccountRecord.municipality_id == municipality_id,
            AccountRecord.role == role,
            AccountRecord.active,
        )
        .order_by(PersonRecord.name, AccountRecord.id)
    )
    return {row.id: row.name for row in rows}
