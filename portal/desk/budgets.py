"""Budgets that run out this year, for whoever answers for contracts or for the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.identity.service import Role
from portal.money.groups import running_out
from portal.money.outlook import Outlook, with_a_budget
from portal.store.tenant import Tenant

ANSWERING = (Role.CONTRACT_MANAGER, Role.CONTROLLER)


def budgets_desk(session: Session, tenant: Tenant, role: str, today: date) -> Sequence[Outlook]:
    """The contracts whose known budget runs out this year as expected, the earliest first."""
    if role not in ANSWERING:
        return ()
    return running_out(with_a_budget(session, tenant, today))
