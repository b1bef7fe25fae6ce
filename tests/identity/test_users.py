"""What an administrator does with accounts, and what ends with it."""

import threading

import pytest

from portal.identity.accounts import Party
from portal.identity.keys import create_key
from portal.identity.service import Role
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction
from tests.identity.people import an_account

ADMIN = "provider-admin@zorg.example"
CLERK = "provider-clerk@zorg.example"
FUNCTIONAL = "functional-admin@proef.example"
CHECKER = "checker@diemen.example"


def page_of(town, email):
    return f"/gebruikers/{town.account(email).id}"


def a_second_admin(town):
    party = Party(provider_id=town.account(ADMIN).provider_id)
    email = "tweede@zorg.example"
    in_transaction(lambda s: an_account(s, email, Role.PROVIDER_ADMIN, party))
    return email


def test_an_administrator_sees_the_own_people_alone(town):
    page = town.as_(ADMIN).get("/gebruikers").text
    assert CLERK in page
    assert "ander.example" not in page
    assert "diemen" not in page


def test_a_functional_administrator_sees_the_municipalities_of_the_region(town):
    page = town.as_(FUNCTIONAL).get("/gebruikers").text
    assert CHECKER in page
    assert "checker@tilburg.example" in page
    assert CLERK not in page


@pytest.mark.parametrize("email", [CHECKER, CLERK])
def test_others_have_no_such_page(town, email):
    assert town.as_(email).get("/gebruikers").status_code == 403


@pytest.mark.parametrize("deed", ["", "/rol", "/afmelden", "/terug", "/tweede-stap"])
def test_an_account_out_of_reach_does_not_exist(town, deed):
    browser = town.as_(ADMIN)
    ids = [town.account("provider-clerk@ander.example").id, town.account(CHECKER).id, 987654]
    data = {"role": "provider-clerk", "reason": "left"}
    for each in ids:
        path = f"/gebruikers/{each}{deed}"
        answer = browser.post(path, data=data) if deed else browser.get(path)
        assert answer.status_code == 404
    assert town.account("provider-clerk@ander.example").active


def test_a_new_role_ends_the_sessions_and_is_an_event(town):
    clerk = town.as_(CLERK)
    browser = town.as_(ADMIN)
    answer = browser.post(f"{page_of(town, CLERK)}/rol", data={"role": "provider-admin"})
    assert answer.status_code == 303
    assert town.account(CLERK).role == "provider-admin"
    assert clerk.get("/mijn-account").status_code == 302
    [event] = town.events("account.changed")
    assert (event.detail["before"], event.detail["after"]) == ("provider-clerk", "provider-admin")


def test_a_role_of_another_kind_of_party_is_refused(town):
    answer = town.as_(ADMIN).post(f"{page_of(town, CLERK)}/rol", data={"role": "checker"})
    assert answer.status_code == 422
    assert town.account(CLERK).role == "provider-clerk"


def test_who_leaves_is_out_at_once_with_keys_and_all(town):
    clerk = town.as_(CLERK)
    actor = town.account(ADMIN).id
    key = in_transaction(lambda s: create_key(s, CLERK, town.clock, actor))
    browser = town.as_(ADMIN)
    answer = browser.post(f"{page_of(town, CLERK)}/afmelden", data={"reason": "left"})
    assert answer.status_code == 303
    assert clerk.get("/mijn-account").status_code == 302
    assert town.sign_in(CLERK).status_code == 422
    headers = {"Authorization": f"Bearer {key}"}
    assert town.browser().get("/api/v1/rules", headers=headers).status_code in (401, 404)
    [event] = town.events("account.deactivated")
    assert (event.detail["reason"], event.detail["keys_revoked"]) == ("left", 1)
    assert "werkt hier niet meer" in browser.get(page_of(town, CLERK)).text


def test_letting_go_asks_for_a_reason(town):
    answer = town.as_(ADMIN).post(f"{page_of(town, CLERK)}/afmelden", data={"reason": ""})
    assert answer.status_code == 422
    assert town.account(CLERK).active


def test_who_comes_back_signs_in_but_the_old_session_stays_ended(town):
    clerk, browser, page = town.as_(CLERK), town.as_(ADMIN), page_of(town, CLERK)
    browser.post(f"{page}/afmelden", data={"reason": "long-absence"})
    browser.post(f"{page}/terug")
    assert town.sign_in(CLERK).status_code == 303
    assert clerk.get("/mijn-account").status_code == 302


@pytest.mark.parametrize(
    ("deed", "data"),
    [("afmelden", {"reason": "left"}), ("rol", {"role": "provider-clerk"})],
)
def test_the_last_administrator_stays(town, deed, data):
    answer = town.as_(ADMIN).post(f"{page_of(town, ADMIN)}/{deed}", data=data)
    assert answer.status_code == 409
    assert "laatste beheerder" in answer.text
    assert (town.account(ADMIN).active, town.account(ADMIN).role) == (True, "provider-admin")


def test_one_of_two_administrators_may_go(town):
    a_second_admin(town)
    browser = town.as_(ADMIN)
    answer = browser.post(f"{page_of(town, ADMIN)}/afmelden", data={"reason": "left"})
    assert answer.location == "/inloggen"
    assert not town.account(ADMIN).active


def test_two_administrators_who_let_each_other_go_at_once_do_not_both_go(town):
    emails = [ADMIN, a_second_admin(town)]
    browsers = [town.as_(email) for email in emails]
    targets = [page_of(town, email) for email in reversed(emails)]
    start = threading.Barrier(2)

    def go(browser, page):
        with acting_for(PORTAL):
            start.wait()
            browser.post(f"{page}/afmelden", data={"reason": "left"})

    threads = [
        threading.Thread(target=go, args=pair) for pair in zip(browsers, targets, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [town.account(email).active for email in emails].count(True) >= 1


def test_the_own_page_lists_sessions_and_ends_the_others(town):
    first, second = town.as_(CHECKER), town.as_(CHECKER)
    assert first.get("/mijn-account?lang=nl").text.count("sinds ") == 2
    assert first.post("/mijn-account/sessies").status_code == 303
    assert second.get("/mijn-account").status_code == 302
    assert first.get("/mijn-account").status_code == 200
    assert len(town.events("session.others-ended")) == 1
