"""People for tests: accounts of every role in a small world, and browsers that are signed in.

The world: municipalities Diemen (0384) and Tilburg (0855) in one region, and two providers. Who
works where shows in the address: ``checker@diemen.example``, ``provider-clerk@zorg.example``.
"""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.identity.demo import demo_hash
from portal.identity.records import AccountRecord, PersonRecord
from portal.identity.service import (
    MUNICIPALITY_ROLES,
    PROVIDER_ROLES,
    Party,
    Role,
    find_account,
    store_account,
)
from portal.identity.sessions import open_session
from portal.parties.service import store_municipality, store_provider, store_region
from portal.store.tenant import DOOR, acting_for
from portal.store.transaction import in_transaction
from portal.web.access import SEEN
from schemas.region import Municipality, Provider, Region

REGION = "Proef"
MUNICIPALITIES = {"0384": "Diemen", "0855": "Tilburg"}
PROVIDERS = {"65656055": "Zorg", "98990199": "Ander"}
PASSWORD = "demo-portal"


def signed_in(app: Flask, email: str) -> FlaskClient:
    """A browser in which this account is signed in; the account must exist."""
    client = app.test_client()
    clock = app.config["PORTAL_CLOCK"]

    def begin(session: Session) -> str:
        account = find_account(session, email)
        assert account is not None, f"there is no account {email}"
        return open_session(session, account.id, clock)

    with app.app_context(), acting_for(DOOR):
        token = in_transaction(begin)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie[SEEN] = int(clock.now().timestamp())
    return client


def people(session: Session, clock) -> dict[str, AccountRecord]:
    """An account of every role at every party of the small world, by address.

    All have the password ``demo-portal``.
    """
    region, _ = store_region(session, Region(REGION, "proef", (), (), (), ()))
    parties: list[tuple[str, Party, tuple[Role, ...]]] = []
    for code, name in MUNICIPALITIES.items():
        row, _ = store_municipality(session, region.id, Municipality(code, name))
        parties.append((name, Party(municipality_id=row.id), MUNICIPALITY_ROLES))
    for agb, name in PROVIDERS.items():
        provider, _ = store_provider(
            session, Provider(agb, "12345678", name, "NL91ABNA0417164300"), clock.now()
        )
        parties.append((name, Party(provider_id=provider.id), PROVIDER_ROLES))
    parties.append((REGION, Party(region_id=region.id), (Role.FUNCTIONAL_ADMIN,)))
    return {
        account.email: account
        for name, party, roles in parties
        for account in (an_account(session, f"{r}@{name}.example", r, party) for r in roles)
    }


def an_account(session: Session, email: str, role: Role, party: Party) -> AccountRecord:
    """An account with the usual password; its person is called after its address."""
    store_account(session, email.lower(), role, party)
    account = find_account(session, email)
    assert account is not None
    account.password_hash = demo_hash()
    session.get_one(PersonRecord, account.person_id).name = email.partition("@")[0].title()
    session.flush()
    return account


def someone(emails: dict[str, AccountRecord], role: Role) -> str:
    """An address of somebody with this role, of the first party that has one."""
    return next(email for email, account in emails.items() if account.role == role)
