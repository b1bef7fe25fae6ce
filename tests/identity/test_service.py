"""Accounts and API keys, on both engines."""

import re

import pytest
from sqlalchemy import select, update

from portal.audit.records import AuditEventRecord
from portal.identity.records import AccountRecord, ApiKeyRecord
from portal.identity.service import (
    AccountUnknown,
    Party,
    Role,
    account_of_key,
    create_key,
    find_account,
    store_account,
    system_account,
)
from portal.parties.changes import Happened
from portal.parties.service import find_municipality, find_provider, store_provider, store_region
from schemas.region import read_region
from tests.region_files import a_region_file

CLERK = "clerk@aanbieder.example"


@pytest.fixture
def actor(session, clock) -> int:
    """The system account, with a clerk of a provider to work on."""
    region = read_region(a_region_file().encode(), {"0384"}, accounts=True)
    store_region(session, region)
    provider, _ = store_provider(session, region.providers[0], clock.now())
    store_account(session, CLERK, Role.PROVIDER_CLERK, Party(provider_id=provider.id))
    return system_account(session).id


def test_a_key_leads_to_its_account(session, clock, actor):
    key = create_key(session, CLERK, clock, actor)
    assert account_of_key(session, key, clock).email == CLERK


def test_capitals_in_an_address_do_not_matter(session, clock, actor):
    key = create_key(session, CLERK.upper(), clock, actor)
    assert account_of_key(session, key, clock).email == CLERK


def test_every_key_is_another_and_is_hard_to_guess(session, clock, actor):
    first, second = (create_key(session, CLERK, clock, actor) for _ in range(2))
    assert first != second
    assert re.fullmatch(r"pk_[A-Za-z0-9_-]{43}", first)


def test_the_key_itself_is_not_kept(session, clock, actor):
    key = create_key(session, CLERK, clock, actor)
    row = session.scalars(select(ApiKeyRecord)).one()
    assert key.startswith(row.prefix)
    assert len(row.prefix) < 10
    assert key.encode() not in bytes(row.sha256)
    events = session.scalars(
        select(AuditEventRecord).where(AuditEventRecord.action == "key.created")
    ).all()
    assert len(events) == 1
    assert key not in repr(events[0].detail)


def test_a_wrong_key_leads_nowhere(session, clock, actor):
    key = create_key(session, CLERK, clock, actor)
    for wrong in ("", key[:-1], key + "x", "pk_"):
        assert account_of_key(session, wrong, clock) is None


def test_a_revoked_key_leads_nowhere(session, clock, actor):
    key = create_key(session, CLERK, clock, actor)
    session.execute(update(ApiKeyRecord).values(revoked_at=clock.now()))
    assert account_of_key(session, key, clock) is None


def test_a_key_of_a_closed_account_leads_nowhere(session, clock, actor):
    key = create_key(session, CLERK, clock, actor)
    session.execute(update(AccountRecord).where(AccountRecord.email == CLERK).values(active=False))
    assert account_of_key(session, key, clock) is None
    with pytest.raises(AccountUnknown):
        create_key(session, CLERK, clock, actor)


@pytest.mark.parametrize("email", ["niemand@aanbieder.example", "system", ""])
def test_no_key_without_an_account_of_somebody(session, clock, actor, email):
    with pytest.raises(AccountUnknown):
        create_key(session, email, clock, actor)


def test_the_system_account_is_one_and_the_same(session):
    assert system_account(session).id == system_account(session).id


def test_an_account_that_gets_another_role_stays_the_same_person(session, clock, actor):
    before = find_account(session, CLERK)
    person, party = before.person_id, Party(provider_id=before.provider_id)
    assert store_account(session, CLERK, Role.PROVIDER_CLERK, party) == []
    [change] = store_account(session, CLERK, Role.PROVIDER_ADMIN, party)
    assert (change.event, change.fields) == (Happened.CHANGED, ("role",))
    assert find_account(session, CLERK).person_id == person


def test_parties_that_are_not_there(session):
    assert find_provider(session, "65656055") is None
    assert find_municipality(session, "0384") is None
