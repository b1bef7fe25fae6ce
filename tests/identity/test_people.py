"""The people tests work with, and those of region files."""

import pytest

from portal.contracts.service import load_region
from portal.identity.demo import DEMO_PASSWORD, demo_name
from portal.identity.passwords import is_password
from portal.identity.records import PersonRecord, Role
from portal.identity.service import find_account, system_account
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.identity.people import people, signed_in, someone
from tests.region_files import a_region_file


def test_an_account_of_a_region_file_has_the_public_password_and_a_name(session, clock):
    region = read_region(a_region_file(accounts=True).encode(), {"0384"}, accounts=True)
    load_region(session, region, clock, system_account(session).id)
    account = find_account(session, "clerk@aanbieder.example")
    assert is_password(account.password_hash, DEMO_PASSWORD)
    assert session.get_one(PersonRecord, account.person_id).name == demo_name(account.email)


def test_loading_again_leaves_a_password_that_was_changed(session, clock):
    region = read_region(a_region_file(accounts=True).encode(), {"0384"}, accounts=True)
    actor = system_account(session).id
    load_region(session, region, clock, actor)
    find_account(session, "clerk@aanbieder.example").password_hash = "another"
    assert load_region(session, region, clock, actor) == []
    assert find_account(session, "clerk@aanbieder.example").password_hash == "another"


@pytest.mark.parametrize("role", [Role.CHECKER, Role.PROVIDER_ADMIN, Role.FUNCTIONAL_ADMIN])
def test_somebody_of_the_small_world_is_signed_in(app, clock, role):
    email = someone(in_transaction(lambda session: people(session, clock)), role)
    assert signed_in(app, email).get("/overzicht").status_code == 200
