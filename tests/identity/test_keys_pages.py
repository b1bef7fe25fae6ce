"""Keys for programs, on their pages."""

import re

import pytest

from portal.identity.service import account_of_key
from portal.store.transaction import in_transaction

ADMIN = "provider-admin@zorg.example"
CLERK = "provider-clerk@zorg.example"
CHECKER = "checker@diemen.example"


def make(town, by, owner=None, name="Ons pakket", last_day=""):
    """Make a key on the page; gives the key, or None where it was refused."""
    data = {"account": town.account(owner or by).id, "name": name, "last_day": last_day}
    answer = town.as_(by).post("/sleutels/nieuw", data=data)
    found = re.search(r'value="(pk_[\w-]{43})"', answer.text)
    return found[1] if found else None


def owner_of(town, key):
    found = in_transaction(lambda s: account_of_key(s, key, town.clock), write=False)
    return found.email if found else None


def test_a_key_is_shown_once_and_listed_by_its_beginning(town):
    key = make(town, ADMIN, CLERK)
    assert owner_of(town, key) == CLERK
    page = town.as_(ADMIN).get("/sleutels").text
    assert key not in page
    assert key[:9] in page
    assert "Ons pakket" in page
    [event] = town.events("key.created")
    assert event.account_id == town.account(ADMIN).id
    assert key not in repr(event.detail)


def test_a_municipal_account_makes_its_own_keys_alone(town):
    assert owner_of(town, make(town, CHECKER)) == CHECKER
    assert make(town, CHECKER, "approver@diemen.example") is None


@pytest.mark.parametrize("owner", [CHECKER, "provider-clerk@ander.example"])
def test_no_key_for_somebody_elses_account(town, owner):
    assert make(town, ADMIN, owner) is None


@pytest.mark.parametrize("email", [CLERK, "functional-admin@proef.example"])
def test_others_have_no_such_page(town, email):
    assert town.as_(email).get("/sleutels").status_code == 403


def test_a_key_with_a_last_day_works_through_that_day(town):
    key = make(town, ADMIN, last_day="2026-11-25")
    town.clock.forward(hours=35)  # 25 November, 23:00 in the Netherlands
    assert owner_of(town, key) == ADMIN
    town.clock.forward(hours=1)
    assert owner_of(town, key) is None
    assert "verlopen" in town.as_(ADMIN).get("/sleutels?lang=nl").text


def test_a_last_day_is_not_in_the_past(town):
    assert make(town, ADMIN, last_day="2026-11-23") is None
    assert make(town, ADMIN, last_day="2026-11-24") is not None


def test_a_revoked_key_opens_nothing(town):
    key = make(town, ADMIN, CLERK)
    browser = town.as_(ADMIN)
    path = re.search(r"/sleutels/\d+/intrekken", browser.get("/sleutels").text)[0]
    assert key[:9] in browser.get(path).text
    assert town.as_(CHECKER).post(path).status_code == 404
    assert town.as_("provider-admin@ander.example").get(path).status_code == 404
    assert owner_of(town, key) == CLERK
    assert browser.post(path).status_code == 303
    assert owner_of(town, key) is None
    assert browser.post(path).status_code == 404
    assert len(town.events("key.revoked")) == 1
