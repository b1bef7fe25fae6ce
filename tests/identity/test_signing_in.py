"""Signing in by password: who gets in, who has to wait, and what is written down."""

import threading

import pytest
from sqlalchemy import select

from portal.config import Mode
from portal.identity.credential_records import SignInAttemptRecord
from portal.identity.demo import DEMO_PASSWORD, demo_hash
from portal.identity.records import AccountRecord, WebSessionRecord
from portal.identity.service import Party, Role, store_demo_account
from portal.identity.throttle import LONGEST_WAIT, wait_after
from portal.store.transaction import in_transaction

CHECKER = "checker@diemen.example"
WRONG = "not the password"
SENTENCE = "Dit e-mailadres en wachtwoord horen niet bij elkaar."
WAIT = "Dat ging te vaak mis."


def test_the_right_password_opens_the_first_screen(town):
    browser = town.browser()
    answer = town.sign_in(CHECKER, browser=browser)
    assert (answer.status_code, answer.location) == (303, "/overzicht")
    assert "Diemen" in browser.get("/overzicht").text


def test_who_was_going_somewhere_gets_there(town):
    browser = town.browser()
    data = {"email": CHECKER, "password": "demo-portal"}
    answer = browser.post("/inloggen?verder=/regels?q=9346", data=data)
    assert answer.location == "/regels?q=9346"


@pytest.mark.parametrize(
    "wanted", ["//elders.example", "https://elders.example", "/\\elders.example", "javascript:x"]
)
def test_nobody_is_sent_to_another_site(town, wanted):
    data = {"email": CHECKER, "password": "demo-portal"}
    answer = town.browser().post("/inloggen", query_string={"verder": wanted}, data=data)
    assert answer.location == "/overzicht"


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(town):
    answers = [town.sign_in(email, WRONG) for email in (CHECKER, "niemand@diemen.example")]
    pages = [answer.text.replace("niemand@", "checker@") for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert SENTENCE in pages[0]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("email", [CHECKER, "niemand@diemen.example"])
def test_after_five_wrong_ones_everybody_waits_also_with_the_right_one(town, email):
    for _ in range(5):
        assert SENTENCE in town.sign_in(email, WRONG).text
    for password in (WRONG, "demo-portal"):
        page = town.sign_in(email, password)
        assert page.status_code == 422
        assert f"{WAIT} Probeer het om 12:00:30 uur opnieuw." in page.text


def test_after_the_wait_the_right_password_works_and_counting_begins_anew(town):
    for _ in range(6):
        town.sign_in(CHECKER, WRONG)
    town.clock.forward(seconds=30)
    assert town.sign_in(CHECKER).status_code == 303
    assert SENTENCE in town.sign_in(CHECKER, WRONG).text


def test_each_next_wrong_one_doubles_the_wait_up_to_an_hour(town):
    waits = [wait_after(failures).total_seconds() for failures in range(3, 8)]
    assert waits == [0, 0, 30, 60, 120]
    assert wait_after(500) == LONGEST_WAIT


def test_a_restart_forgets_nothing(town):
    """It is kept in rows, without the address and the origin themselves."""
    for _ in range(5):
        town.sign_in(CHECKER, WRONG)
    assert WAIT in town.sign_in(CHECKER).text
    rows = in_transaction(lambda s: s.scalars(select(SignInAttemptRecord)).all(), write=False)
    assert sorted(row.failures for row in rows) == [5, 6]  # the account, the origin


def test_one_origin_cannot_try_many_addresses(town):
    for number in range(50):
        town.sign_in(f"niemand{number}@diemen.example", WRONG)
    assert WAIT in town.sign_in("alweer.een.ander@diemen.example", WRONG).text
    elsewhere = town.browser()
    answer = elsewhere.post(
        "/inloggen",
        data={"email": CHECKER, "password": "demo-portal"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert answer.status_code == 303


def test_many_wrong_ones_at_once_are_not_one(town):
    """All at the same moment: no more than five of them are judged."""
    answers: list[str] = []

    def attempt() -> None:
        answers.append(town.sign_in(CHECKER, WRONG).text)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(SENTENCE in text for text in answers) == 5
    assert sum(WAIT in text for text in answers) == 7


def test_what_was_tried_cannot_be_read_from_what_is_kept(town):
    town.sign_in("geheim.adres@diemen.example", WRONG)
    [event] = town.events("session.refused")
    assert event.detail == {"result": "refused", "origin": "127.0.0.1", "step": "password"}
    assert event.object_id == 0


def test_signing_in_and_out_are_events_with_origin_and_result(town):
    browser = town.browser()
    town.sign_in(CHECKER, browser=browser)
    browser.post("/uitloggen")
    account = town.account(CHECKER)
    for action in ("session.opened", "session.ended"):
        [event] = town.events(action)
        assert (event.account_id, event.object_id) == (account.id, account.id)
        assert event.municipality_id == account.municipality_id
        assert event.detail["origin"] == "127.0.0.1"
        assert event.detail["result"] == "ok"


def test_signing_in_rotates_the_session(town):
    browser = town.browser()
    tokens = set()
    for _ in range(2):
        town.sign_in(CHECKER, browser=browser)
        with browser.session_transaction() as cookie:
            tokens.add(cookie["_user_id"])
    assert len(tokens) == 2


def test_a_session_ends_after_half_an_hour_of_nothing(town):
    browser = town.as_(CHECKER)
    town.clock.forward(minutes=29)
    assert browser.get("/mijn-account").status_code == 200
    town.clock.forward(minutes=31)
    assert browser.get("/mijn-account").status_code == 302


def test_a_session_ends_after_ten_hours_however_busy(town):
    browser = town.as_(CHECKER)
    for _ in range(23):
        town.clock.forward(minutes=26)
        assert browser.get("/mijn-account").status_code == 200
    town.clock.forward(minutes=26)
    assert browser.get("/mijn-account").status_code == 302


def test_signing_out_ends_the_session_also_for_who_copied_the_cookie(town):
    browser, thief = town.as_(CHECKER), town.browser()
    with browser.session_transaction() as cookie:
        kept = dict(cookie)
    browser.post("/uitloggen")
    with thief.session_transaction() as cookie:
        cookie.update(kept)
    assert thief.get("/mijn-account").status_code == 302


def test_the_token_itself_is_not_kept(town):
    browser = town.as_(CHECKER)
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    rows = in_transaction(lambda s: s.scalars(select(WebSessionRecord)).all(), write=False)
    assert all(token.encode() not in bytes(row.sha256) for row in rows)


def test_the_demonstration_lists_its_people_and_lets_one_in_by_a_button(town_in):
    town = town_in(Mode.DEMO)
    party = Party(provider_id=town.account("provider-admin@zorg.example").provider_id)
    email = "clerk@zorgthuis.example"
    in_transaction(lambda s: store_demo_account(s, email, Role.PROVIDER_CLERK, party))
    page = town.browser().get("/inloggen").text
    assert email in page
    assert "Noor de Wit" in page
    assert "demo-portal" in page
    browser = town.browser()
    assert browser.post("/inloggen/demo", data={"email": email}).status_code == 303
    assert "Zorg" in browser.get("/mijn-account").text
    other = {"email": "approver@diemen.example"}
    assert browser.post("/inloggen/demo", data=other).status_code == 404


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.PRODUCTION])
def test_elsewhere_there_is_no_such_button(town_in, mode):
    town = town_in(mode)
    assert "demo-portal" not in town.browser().get("/inloggen").text
    answer = town.browser().post("/inloggen/demo", data={"email": CHECKER})
    assert answer.status_code == 404


def test_the_system_account_cannot_sign_in(town):
    assert town.sign_in("system", "demo-portal").status_code == 422


def test_the_public_password_opens_nothing_in_production(town_in):
    """Also where a demonstration stood in the database before."""
    town = town_in(Mode.PRODUCTION)
    account = town.account("provider-clerk@zorg.example").id
    in_transaction(
        lambda s: setattr(s.get_one(AccountRecord, account), "password_hash", demo_hash())
    )
    page = town.sign_in("provider-clerk@zorg.example", DEMO_PASSWORD)
    assert (page.status_code, SENTENCE in page.text) == (422, True)
    assert len(town.events("session.refused")) == 1
