"""People who look after contracts."""

from __future__ import annotations

from portal.identity.service import find_account
from portal.identity.sessions import visitor_for
from portal.identity.visitor import Visitor
from portal.store.transaction import transaction


def manager(email: str) -> Visitor:
    """The person with this account, as signed in."""
    with transaction() as session:
        account = find_account(session, email)
        assert account is not None
        return visitor_for(session, account)
