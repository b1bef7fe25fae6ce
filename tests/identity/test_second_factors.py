"""The second factor: setting it up, being asked for it, losing it."""

import re
import threading
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from portal.config import Mode
from portal.identity.credential_records import SecondFactorRecord
from portal.store.transaction import in_transaction

CHECKER = "checker@diemen.example"
ADMIN = "functional-admin@proef.example"
PASSWORD = "demo-portal"


def set_up(town, email=CHECKER, browser=None):
    """Set up a second factor on the own account; gives the generator and the recovery codes."""
    browser = browser or town.as_(email)
    page = "/mijn-account/tweede-stap"
    browser.post(f"{page}/wijzigen", data={"own_password": PASSWORD, "deed": "begin"})
    generator = generator_on(browser.get(page).text)
    answer = browser.post(page, data={"code": generator.at(town.clock.now())})
    return generator, codes_on(answer.text)


def generator_on(page):
    secret = re.search(r"<code class=\"breakable\">([A-Z2-7 ]+)</code>", page)[1]
    return pyotp.TOTP(secret.replace(" ", ""))


def codes_on(page):
    return re.findall(r"<code>([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</code>", page)


def halfway(town, email=CHECKER):
    """A browser that showed the password and is asked for a code."""
    browser = town.browser()
    answer = town.sign_in(email, browser=browser)
    assert answer.location == "/inloggen/code"
    return browser


def test_setting_up_shows_a_picture_and_ten_codes_once(town):
    browser = town.as_(CHECKER)
    data = {"own_password": PASSWORD, "deed": "begin"}
    browser.post("/mijn-account/tweede-stap/wijzigen", data=data)
    page = browser.get("/mijn-account/tweede-stap").text
    assert "<svg" in page
    generator = generator_on(page)
    shown = browser.post(
        "/mijn-account/tweede-stap", data={"code": generator.at(town.clock.now())}
    ).text
    codes = codes_on(shown)
    assert len(set(codes)) == 10
    after = browser.get("/mijn-account/tweede-stap").text
    assert "10 herstelcodes" in after
    assert not set(codes) & set(codes_on(after))
    assert [event.object_id for event in town.events("second-factor.set")] == [
        town.account(CHECKER).id
    ]


def test_it_is_not_set_up_without_the_own_password(town):
    browser = town.as_(CHECKER)
    data = {"own_password": "something else", "deed": "begin"}
    assert browser.post("/mijn-account/tweede-stap/wijzigen", data=data).status_code == 422
    assert "<svg" not in browser.get("/mijn-account/tweede-stap").text


def test_a_wrong_code_does_not_set_it_up(town):
    browser = town.as_(CHECKER)
    data = {"own_password": PASSWORD, "deed": "begin"}
    browser.post("/mijn-account/tweede-stap/wijzigen", data=data)
    assert browser.post("/mijn-account/tweede-stap", data={"code": "000000"}).status_code == 422
    assert town.sign_in(CHECKER).location == "/overzicht"


def test_after_the_password_nothing_opens_without_the_code(town):
    generator, _ = set_up(town)
    town.clock.forward(seconds=30)
    browser = halfway(town)
    assert browser.get("/mijn-account").status_code == 302
    answer = browser.post("/inloggen/code", data={"code": generator.at(town.clock.now())})
    assert answer.location == "/overzicht"
    assert browser.get("/mijn-account").status_code == 200


def test_a_code_opens_once(town):
    generator, _ = set_up(town)
    town.clock.forward(seconds=30)
    code = generator.at(town.clock.now())
    first, second = halfway(town), halfway(town)
    assert first.post("/inloggen/code", data={"code": code}).status_code == 303
    assert second.post("/inloggen/code", data={"code": code}).status_code == 422


def test_the_code_that_set_it_up_does_not_sign_in(town):
    generator, _ = set_up(town)
    code = generator.at(town.clock.now())
    assert halfway(town).post("/inloggen/code", data={"code": code}).status_code == 422


def test_the_same_code_twice_at_once_opens_once(town):
    generator, _ = set_up(town)
    town.clock.forward(seconds=30)
    code = generator.at(town.clock.now())
    assert together(halfway(town), halfway(town), halfway(town), code=code) == [303, 422, 422]


def test_the_same_recovery_code_twice_at_once_opens_once(town):
    _, codes = set_up(town)
    assert together(halfway(town), halfway(town), code=codes[0]) == [303, 422]


def together(*browsers, code):
    """The answers to the same code typed in several browsers at the same moment."""
    answers, start = [], threading.Barrier(len(browsers))

    def type_code(browser):
        start.wait()
        answers.append(browser.post("/inloggen/code", data={"code": code}).status_code)

    threads = [threading.Thread(target=type_code, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (1, 303), (2, 422)])
def test_the_clock_of_a_telephone_may_be_half_a_minute_off(town, steps, status):
    generator, _ = set_up(town)
    town.clock.forward(minutes=5)
    code = generator.at(town.clock.now() + timedelta(seconds=30 * steps))
    assert halfway(town).post("/inloggen/code", data={"code": code}).status_code == status


def test_a_recovery_code_opens_once_in_any_spelling(town):
    _, codes = set_up(town)
    typed = codes[3].lower().replace("-", " ")
    assert halfway(town).post("/inloggen/code", data={"code": typed}).status_code == 303
    assert halfway(town).post("/inloggen/code", data={"code": typed}).status_code == 422
    [event] = town.events("recovery-code.used")
    assert event.detail["left"] == 9


def test_new_recovery_codes_replace_the_old_ones(town):
    browser = town.as_(CHECKER)
    _, codes = set_up(town, browser=browser)
    data = {"own_password": PASSWORD, "deed": "codes"}
    fresh = codes_on(browser.post("/mijn-account/tweede-stap/wijzigen", data=data).text)
    assert len(fresh) == 10
    assert halfway(town).post("/inloggen/code", data={"code": codes[0]}).status_code == 422
    assert halfway(town).post("/inloggen/code", data={"code": fresh[0]}).status_code == 303


def test_guessing_codes_gets_slower(town):
    generator, _ = set_up(town)
    browser = halfway(town)
    for _ in range(5):
        assert browser.post("/inloggen/code", data={"code": "000000"}).status_code == 422
    town.clock.forward(seconds=29)
    right = generator.at(town.clock.now())
    assert "te vaak" in browser.post("/inloggen/code", data={"code": right}).text
    town.clock.forward(seconds=31)
    right = generator.at(town.clock.now())
    assert browser.post("/inloggen/code", data={"code": right}).status_code == 303


def test_half_a_sign_in_lasts_a_quarter_of_an_hour(town):
    generator, _ = set_up(town)
    browser = halfway(town)
    town.clock.forward(minutes=16)
    answer = browser.post("/inloggen/code", data={"code": generator.at(town.clock.now())})
    assert answer.location == "/inloggen"
    assert browser.get("/mijn-account").status_code == 302


def test_setting_it_up_ends_the_other_sessions(town):
    other = town.as_(CHECKER)
    browser = town.as_(CHECKER)
    set_up(town, browser=browser)
    assert other.get("/mijn-account").status_code == 302
    assert browser.get("/mijn-account").status_code == 200


def test_it_can_be_switched_off_by_the_own_password(town):
    browser = town.as_(CHECKER)
    set_up(town, browser=browser)
    data = {"own_password": PASSWORD, "deed": "remove"}
    browser.post("/mijn-account/tweede-stap/wijzigen", data=data)
    assert town.sign_in(CHECKER).location == "/overzicht"
    assert len(town.events("second-factor.removed")) == 1


def test_an_administrator_takes_a_lost_one_away_but_not_the_own(town):
    set_up(town)
    admin = town.as_(ADMIN)
    own = town.account(ADMIN).id
    account = town.account(CHECKER).id
    assert admin.post(f"/gebruikers/{account}/tweede-stap").status_code == 303
    assert town.sign_in(CHECKER).location == "/overzicht"
    assert admin.post(f"/gebruikers/{own}/tweede-stap").status_code == 409


@pytest.mark.parametrize("email", [CHECKER, ADMIN])
def test_in_production_municipal_roles_set_it_up_before_anything_else(town_in, email):
    town = town_in(Mode.PRODUCTION)
    browser = town.browser()
    assert town.sign_in(email, browser=browser).location == "/inloggen/tweede-stap"
    assert browser.get("/mijn-account").status_code == 302
    browser.post("/inloggen/tweede-stap")
    generator = generator_on(browser.get("/inloggen/tweede-stap").text)
    code = generator.at(town.clock.now())
    shown = browser.post("/inloggen/tweede-stap", data={"code": code})
    assert len(codes_on(shown.text)) == 10
    assert browser.get("/mijn-account").status_code == 200
    data = {"own_password": town.password, "deed": "remove"}
    browser.post("/mijn-account/tweede-stap/wijzigen", data=data)
    assert town.sign_in(email).location == "/inloggen/code"


def test_in_production_a_provider_may_do_without(town_in):
    town = town_in(Mode.PRODUCTION)
    assert town.sign_in("provider-clerk@zorg.example").location == "/overzicht"


def test_the_secret_is_kept_sealed(town):
    generator, _ = set_up(town)
    rows = in_transaction(lambda s: s.scalars(select(SecondFactorRecord)).all(), write=False)
    assert [generator.secret.encode() in bytes(row.sealed) for row in rows] == [False]
