"""Another password: by the old one, or by a link in a mail."""

import pytest

from portal.identity.passwords import COMMON, SHORTEST, Weakness, weakness_of

CHECKER = "checker@diemen.example"
GOOD = "een lange zin als sleutel"


def asked(town, email=CHECKER):
    return town.browser().post("/wachtwoord-vergeten", data={"email": email})


def test_a_link_in_a_mail_gives_another_password(town):
    before = town.as_(CHECKER)
    asked(town)
    path = town.link(CHECKER)
    assert CHECKER in town.browser().get(path).text
    assert town.browser().post(path, data={"password": GOOD}).location == "/inloggen"
    assert town.sign_in(CHECKER, GOOD).status_code == 303
    assert town.sign_in(CHECKER).status_code == 422
    assert before.get("/mijn-account").status_code == 302
    assert town.browser().post(path, data={"password": GOOD}).status_code == 404


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(town):
    known, unknown = asked(town), asked(town, "niemand@diemen.example")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert [to for to, _ in town.mails()] == [CHECKER]
    assert "niemand" not in repr([event.detail for event in town.events("password.reset-asked")])


def test_the_link_works_for_an_hour(town):
    asked(town)
    path = town.link(CHECKER)
    town.clock.forward(minutes=61)
    assert town.browser().post(path, data={"password": GOOD}).status_code == 404


def test_only_the_last_link_works(town):
    asked(town)
    first = town.link(CHECKER)
    for mail in town.mailbox.iterdir():
        mail.unlink()
    asked(town)
    assert town.browser().get(first).status_code == 404
    assert town.browser().get(town.link(CHECKER)).status_code == 200


def test_the_address_in_the_mail_is_ours_whatever_the_browser_says(town):
    browser = town.browser()
    data = {"email": CHECKER}
    browser.post("/wachtwoord-vergeten", data=data, headers={"Host": "vals.example"})
    [(_, text)] = town.mails()
    assert "vals.example" not in text
    assert "https://portaal.example/wachtwoord-nieuw/" in text


def test_a_mailbox_is_not_flooded_from_one_place(town):
    for _ in range(60):
        asked(town)
    assert len(town.mails()) == 50


def test_the_own_password_is_changed_by_the_old_one(town):
    other, browser = town.as_(CHECKER), town.as_(CHECKER)
    wrong = browser.post("/mijn-account/wachtwoord", data={"old": "x", "password": GOOD})
    assert wrong.status_code == 422
    right = browser.post("/mijn-account/wachtwoord", data={"old": "demo-portal", "password": GOOD})
    assert right.location == "/mijn-account"
    assert browser.get("/mijn-account").status_code == 200
    assert other.get("/mijn-account").status_code == 302
    assert town.sign_in(CHECKER, GOOD).status_code == 303
    [event] = town.events("password.changed")
    assert event.detail["way"] == "own"


def test_the_old_password_is_not_guessed_from_inside(town):
    browser = town.as_(CHECKER)
    for _ in range(5):
        browser.post("/mijn-account/wachtwoord", data={"old": "x", "password": GOOD})
    data = {"old": "demo-portal", "password": GOOD}
    assert "te vaak" in browser.post("/mijn-account/wachtwoord", data=data).text
    assert town.sign_in(CHECKER).status_code == 422


@pytest.mark.parametrize("password", sorted(COMMON))
def test_every_common_password_is_long_enough_to_matter(password):
    assert len(password) >= SHORTEST
    assert weakness_of(password.upper(), CHECKER) is Weakness.COMMON


def test_a_password_may_be_a_sentence_in_any_script():
    assert weakness_of("жёлтый ключ под ковром", CHECKER) is None
