"""To whom at a party a mail goes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.records import AccountRecord, Role


def addresses_at(session: Session, provider_id: int, role: Role) -> list[str]:
    """The mail addresses of everybody who has this role at a provider now, in order."""
    row = AccountRecord
    wanted = select(row.email).where(
        row.provider_id == provider_id, row.role == role.value, row.active.is_(True)
    )
    return list(session.scalars(wanted.order_by(row.email)))
