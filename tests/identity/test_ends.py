"""Accounts with a first and a last day: what opens on it, and what does not the day after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.identity.accounts import find_account
from portal.identity.doer import Doer
from portal.identity.external import account_known_as, link_identity
from portal.identity.keys import account_of_key, create_key
from portal.identity.openid import Somebody
from portal.identity.service import Role
from portal.store.tenant import DOOR, acting_for
from portal.store.transaction import in_transaction

AUDITOR, ADMIN = "auditor@diemen.example", "functional-admin@proef.example"
TODAY = date(2026, 11, 24)


def until(town, email: str, last: date | None, first: date | None = None) -> None:
    """Give an account these days."""

    def change(session):
        account = find_account(session, email)
        account.valid_from, account.valid_until = first, last
        return account.id

    with acting_for(DOOR):
        return in_transaction(change)


def test_on_the_last_day_everything_opens_and_the_day_after_nothing(town):
    account_id = until(town, AUDITOR, TODAY)
    doer = Doer(account_id, "127.0.0.1", town.clock)
    who = Somebody("https://id.example", "42", True)
    with acting_for(DOOR):
        key = in_transaction(lambda s: create_key(s, AUDITOR, town.clock, account_id))
        in_transaction(lambda s: link_identity(s, find_account(s, AUDITOR), who, doer))

    def opens() -> list[bool]:
        with acting_for(DOOR):
            by_key = in_transaction(lambda s: account_of_key(s, key, town.clock), write=False)
            today = town.clock.today()
            by_id = in_transaction(lambda s: account_known_as(s, who, today), write=False)
        return [
            town.sign_in(AUDITOR).status_code == 303,
            browser.get("/overzicht").status_code == 200,
            by_key is not None,
            by_id is not None,
        ]

    town.clock.forward(hours=11.5)  # half past eleven in the evening, in the Netherlands
    browser = town.as_(AUDITOR)
    assert opens() == [True] * 4
    town.clock.forward(hours=0.6)  # six past midnight, and nobody was idle for long
    assert opens() == [False] * 4


def test_an_account_opens_nothing_before_its_first_day(town):
    until(town, AUDITOR, TODAY + timedelta(9), TODAY + timedelta(1))
    assert town.sign_in(AUDITOR).status_code == 422
    town.clock.forward(days=1)
    assert town.sign_in(AUDITOR).status_code == 303


def test_no_new_password_and_no_key_for_an_account_that_ended(town):
    until(town, AUDITOR, TODAY - timedelta(1))
    town.browser().post("/wachtwoord/vergeten", data={"email": AUDITOR})
    assert town.mails() == []


def invited(town, role: Role, last: date | None):
    with acting_for(DOOR):
        code = in_transaction(lambda s: find_account(s, AUDITOR).municipality_id, write=False)
    fields = {"email": "nieuw@diemen.example", "place": f"m{code}:{role}"}
    if last:
        fields["last_day"] = str(last)
    return town.as_(ADMIN).post("/gebruikers/uitnodigen", data=fields)


@pytest.mark.parametrize("last", [None, TODAY - timedelta(1), TODAY + timedelta(367)])
def test_an_auditor_is_invited_with_a_last_day_within_a_year(town, last):
    answer = invited(town, Role.AUDITOR, last)
    assert answer.status_code == 422 and "laatste dag" in answer.text
    assert 'value="nieuw@diemen.example"' in answer.text
    assert town.mails() == []


def test_the_invited_auditor_gets_that_last_day(town):
    last = TODAY + timedelta(30)
    assert invited(town, Role.AUDITOR, last).status_code == 200
    path = town.link("nieuw@diemen.example")
    fields = {"name": "A. Ccountant", "password": "een lange eigen zin"}
    assert town.browser().post(path, data=fields).status_code == 303
    assert town.account("nieuw@diemen.example").valid_until == last


def test_others_may_be_invited_without(town):
    assert invited(town, Role.CHECKER, None).status_code == 200


def test_the_administrator_sees_and_changes_the_last_day(town):
    number = town.account(AUDITOR).id
    admin = town.as_(ADMIN)
    wrong = admin.post(f"/gebruikers/{number}/einde", data={"last_day": ""})
    assert wrong.status_code == 422 and "<title>Fout:" in wrong.text
    good = admin.post(f"/gebruikers/{number}/einde", data={"last_day": "2027-01-31"})
    assert good.status_code == 303
    assert town.account(AUDITOR).valid_until == date(2027, 1, 31)
    assert "31 januari 2027" in admin.get(f"/gebruikers/{number}").text
    assert "tot en met 31 januari 2027" in admin.get("/gebruikers").text
    [event] = town.events("account.changed")
    assert event.detail["until"] == "2027-01-31"


def test_nobody_becomes_an_auditor_without_a_last_day(town):
    number = town.account("checker@diemen.example").id
    answer = town.as_(ADMIN).post(f"/gebruikers/{number}/rol", data={"role": "auditor"})
    assert answer.status_code == 409 and "laatste dag" in answer.text
    assert town.account("checker@diemen.example").role == "checker"


OWN_ACCOUNT = ("identity.", "web.")


def test_an_auditor_changes_nothing_but_the_own_account(town):
    """Every route that changes something, with values that fit its address."""
    browser = town.as_(AUDITOR)
    open_ones = []
    adapter = town.app.url_map.bind("localhost")
    for rule in town.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint.startswith(OWN_ACCOUNT):
            continue
        filled = {name: _value(rule, name) for name in rule.arguments}
        answer = browser.post(adapter.build(rule.endpoint, filled, method="POST"))
        if answer.status_code not in (401, 403, 404):
            open_ones.append((rule.endpoint, answer.status_code))
    # searching is done by POST so that what is looked for stays out of the address; a citizen
    # number is shown by POST, drawing a sample is what an auditor is there for, and reminders by
    # mail are a choice about the own account
    searches = {"allocations.search_clients", "misfits.search"}
    allowed = {*searches, "evidence.draw_sample", "terms.mails"}
    assert {endpoint for endpoint, _ in open_ones} <= allowed


def _value(rule, name: str) -> str:
    """Something that this parameter of an address takes."""
    converter = rule._converters[name]
    choices = getattr(converter, "items", None)
    if choices:
        return next(iter(choices))
    return "1" if converter.regex.startswith("\\d") else "abcdefgh"
