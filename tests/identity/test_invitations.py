"""Inviting somebody, accepting, and who may invite whom."""

import re
import threading
from contextlib import suppress

import pytest

from portal.config import Mode
from portal.identity import invitations
from portal.identity.records import PersonRecord
from portal.store.transaction import in_transaction

ADMIN = "provider-admin@zorg.example"
OTHER_ADMIN = "provider-admin@ander.example"
FUNCTIONAL = "functional-admin@proef.example"
CLERK = "provider-clerk@zorg.example"
CHECKER = "checker@diemen.example"
NEW = "nieuw@zorg.example"
GOOD = "een lange zin als sleutel"


def places(browser):
    """The places that the form offers, by the words a reader sees."""
    page = browser.get("/gebruikers/uitnodigen?lang=nl").text
    return dict(re.findall(r'<option value="([rmp]\d+:[a-z-]+)">([^<]+)</option>', page))


def place(browser, words):
    return next(value for value, label in places(browser).items() if label == words)


def invite(town, email=NEW, words="declaraties · Zorg", by=ADMIN):
    """Invite somebody; gives the path in the mail."""
    browser = town.as_(by)
    data = {"email": email, "place": place(browser, words)}
    answer = browser.post("/gebruikers/uitnodigen", data=data)
    assert answer.status_code == 200, answer.text
    return town.link(email)


def accept(town, path, browser=None, name="Nieuwe Collega", password=GOOD):
    browser = browser or town.browser()
    return browser.post(path, data={"name": name, "password": password})


def test_an_invitation_becomes_an_account_that_is_signed_in(town):
    path = invite(town)
    browser = town.browser()
    assert "Zorg" in browser.get(path).text
    assert accept(town, path, browser).location == "/overzicht"
    page = browser.get("/mijn-account").text
    assert "Nieuwe Collega" in page
    assert NEW in page
    account = town.account(NEW)
    assert (account.role, account.provider_id) == (
        "provider-clerk", town.account(ADMIN).provider_id,
    )  # fmt: skip
    assert town.sign_in(NEW, GOOD).status_code == 303
    assert [len(town.events(f"invitation.{what}")) for what in ("sent", "accepted")] == [1, 1]


def test_the_mail_holds_a_link_and_nobody_elses_name(town):
    invite(town)
    [(to, text)] = town.mails()
    assert to == NEW
    assert "Zorg" in text
    assert "declaraties" in text


@pytest.mark.parametrize(("mode", "shown"), [(Mode.TEST, True), (Mode.PRODUCTION, False)])
def test_the_link_is_shown_to_who_invites_where_nobody_is_real(town_in, mode, shown):
    browser = town_in(mode).as_(ADMIN)
    data = {"email": NEW, "place": place(browser, "declaraties · Zorg")}
    page = browser.post("/gebruikers/uitnodigen", data=data).text
    assert ("https://portaal.example/uitnodiging/" in page) is shown


@pytest.mark.parametrize(
    "email",
    ["<a@zorg.example>", 'a"@zorg.example', "a@zorg.example,b@zorg.example", "(a)@b.example"],
)
def test_an_address_that_a_mail_reads_as_another_is_none(town, email):
    browser = town.as_(ADMIN)
    data = {"email": email, "place": place(browser, "declaraties · Zorg")}
    assert browser.post("/gebruikers/uitnodigen", data=data).status_code == 422
    assert town.mails() == []


def test_an_invitation_works_once(town):
    path = invite(town)
    accept(town, path)
    assert accept(town, path).status_code == 404
    assert town.browser().get(path).status_code == 404


def test_accepted_twice_at_once_it_makes_one_account(town):
    path = invite(town)
    answers, start = [], threading.Barrier(2)

    def go(name):
        browser = town.browser()
        start.wait()
        answers.append(accept(town, path, browser, name).status_code)

    threads = [threading.Thread(target=go, args=(name,)) for name in ("Een", "Twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(303) == 1
    assert len(town.events("account.created")) == 1
    assert len(town.events("invitation.accepted")) == 1


def test_two_invitations_of_one_address_accepted_at_once_make_one_account(town, monkeypatch):
    """Both ask whether there is an account before either makes one, where they can."""
    paths = [invite(town)]
    for mail in town.mailbox.iterdir():
        mail.unlink()
    paths.append(invite(town, words="declaraties · Ander", by=OTHER_ADMIN))
    answers, meeting, usual = [], threading.Barrier(2), invitations.add_account

    def met(*arguments):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)
        return usual(*arguments)

    monkeypatch.setattr(invitations, "add_account", met)

    def go(path):
        answers.append(accept(town, path).status_code)

    threads = [threading.Thread(target=go, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 422]
    assert len(town.events("account.created")) == 1


def test_an_invitation_works_for_seven_days(town):
    path = invite(town)
    town.clock.forward(days=6, hours=23)
    assert town.browser().get(path).status_code == 200
    town.clock.forward(hours=1)
    assert accept(town, path).status_code == 404


def test_a_withdrawn_invitation_leads_nowhere(town):
    path = invite(town)
    browser = town.as_(ADMIN)
    withdraw = re.search(
        r"/gebruikers/uitnodigingen/\d+/intrekken", browser.get("/gebruikers").text
    )
    assert town.as_(OTHER_ADMIN).post(withdraw[0]).status_code == 404
    assert town.browser().get(path).status_code == 200
    assert browser.post(withdraw[0]).status_code == 303
    assert accept(town, path).status_code == 404


def test_a_second_invitation_replaces_the_first(town):
    first = invite(town)
    for mail in town.mailbox.iterdir():
        mail.unlink()
    second = invite(town)
    assert accept(town, first).status_code == 404
    assert accept(town, second).status_code == 303


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elf tekens!", "te kort"),
        ("wachtwoord123", "gebruiken veel mensen"),
        ("aaaaaaaaaaaaaaaa", "gebruiken veel mensen"),
        ("nieuw@zorg.example", "lijkt op uw e-mailadres"),
        ("x" * 201, "te lang"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(town, password, sentence):
    page = accept(town, invite(town), password=password)
    assert page.status_code == 422
    assert sentence in page.text
    assert "<title>Fout:" in page.text


@pytest.mark.parametrize("password", ["twaalf teken", "ééééüüüüñññ123", "correct paard batterij"])
def test_a_password_needs_length_and_nothing_else(town, password):
    assert accept(town, invite(town), password=password).status_code == 303


def test_somebody_who_is_signed_in_gets_one_more_account_and_switches(town):
    path = invite(town, "checker.bij@zorg.example")
    browser = town.as_(CHECKER)
    assert "Dit account komt erbij" in browser.get(path).text
    assert browser.post(path, data={"password": GOOD}).status_code == 303
    first, second = town.account(CHECKER), town.account("checker.bij@zorg.example")
    assert first.person_id == second.person_id
    assert "Wissel" in browser.get("/mijn-account").text
    with browser.session_transaction() as cookie:
        before = cookie["_user_id"]
    assert browser.post("/mijn-account/wissel", data={"account": first.id}).status_code == 303
    assert CHECKER in browser.get("/mijn-account").text
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != before


def test_nobody_switches_to_the_account_of_another_person(town):
    browser = town.as_(CHECKER)
    other = town.account("approver@diemen.example").id
    assert browser.post("/mijn-account/wissel", data={"account": other}).status_code == 404
    assert CHECKER in browser.get("/mijn-account").text


def test_an_address_with_an_account_elsewhere_is_not_told_to_who_invites(town):
    path = invite(town, CHECKER)
    page = accept(town, path)
    assert page.status_code == 422
    assert "al een account" in page.text


def test_a_colleague_is_not_invited_again(town):
    browser = town.as_(ADMIN)
    data = {"email": CLERK, "place": place(browser, "declaraties · Zorg")}
    page = browser.post("/gebruikers/uitnodigen", data=data)
    assert page.status_code == 422
    assert "al gebruiker" in page.text


def test_an_administrator_of_a_provider_invites_for_that_provider_alone(town):
    labels = set(places(town.as_(ADMIN)).values())
    assert labels == {"declaraties · Zorg", "beheerder aanbieder · Zorg"}


def test_a_functional_administrator_invites_for_the_region(town):
    labels = set(places(town.as_(FUNCTIONAL)).values())
    assert {"controle · Diemen", "goedkeuring · Tilburg", "functioneel beheer · Proef"} <= labels
    assert not {label for label in labels if label.endswith(("Zorg", "Ander"))}  # no contract yet


def test_a_place_out_of_reach_is_refused(town):
    municipality = town.account(CHECKER).municipality_id
    browser = town.as_(ADMIN)
    data = {"email": NEW, "place": f"m{municipality}:checker"}
    assert browser.post("/gebruikers/uitnodigen", data=data).status_code == 422
    assert town.mails() == []


def test_the_name_of_the_person_is_kept(town):
    accept(town, invite(town), name="  Jip de Boer ")
    person = town.account(NEW).person_id
    name = in_transaction(lambda s: s.get_one(PersonRecord, person).name, write=False)
    assert name == "Jip de Boer"
