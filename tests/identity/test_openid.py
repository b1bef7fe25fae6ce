"""Signing in through another organisation, against a provider that runs here."""

import re
from urllib.parse import parse_qsl

import pytest
from joserfc import jwk

from portal.config import Mode
from portal.outside import OpenIdProvider
from tests.identity.openid_provider import CLIENT, SECRET, STRANGE_KEY, Provider, running
from tests.identity.test_second_factors import set_up

CHECKER = "checker@diemen.example"
APPROVER = "approver@diemen.example"
PASSWORD = "demo-portal"
BACK = "/inloggen/extern/terug"


@pytest.fixture
def world(town_in):
    """A town with a provider, and that provider."""
    with running(Provider(None)) as provider:
        openid = OpenIdProvider(provider.issuer, CLIENT, SECRET, "Stadspas")
        town = town_in(openid=openid)
        provider.clock = town.clock
        yield town, provider


def there_and_back(town, provider, browser, **changes):
    """Follow the link, sign in there, come back; ``changes`` to the query of the way back."""
    address = browser.get("/inloggen/extern").location
    assert address.startswith(f"{provider.issuer}/sign-in?")
    query = dict(parse_qsl(provider.authorize(address))) | changes
    return browser.get(BACK, query_string=query)


def link(town, provider, email=CHECKER, browser=None):
    """Link an account, as its owner does it."""
    browser = browser or town.as_(email)
    page = browser.post("/mijn-account/koppelen", data={"own_password": PASSWORD}).text
    address = re.search(rf'href="({provider.issuer}/sign-in[^"]+)"', page)[1]
    return browser.get(f"{BACK}?{provider.authorize(address.replace('&amp;', '&'))}")


def is_in(browser):
    return browser.get("/mijn-account").status_code == 200


def test_a_linked_account_signs_in_without_a_password(world):
    town, provider = world
    assert link(town, provider).location == "/mijn-account"
    browser = town.browser()
    assert "Inloggen met Stadspas" in browser.get("/inloggen?lang=nl").text
    assert there_and_back(town, provider, browser).location == "/overzicht"
    assert CHECKER in browser.get("/mijn-account").text
    assert [event.detail["way"] for event in town.events("session.opened")] == ["openid"]
    assert len(town.events("identity.linked")) == 1


def test_what_is_asked_has_state_nonce_and_a_challenge(world):
    town, provider = world
    for _ in range(2):
        there_and_back(town, provider, town.browser())
    first, second = provider.asked
    assert first["response_type"] == "code"
    assert first["scope"] == "openid"
    assert first["redirect_uri"] == f"https://portaal.example{BACK}"
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20
        assert first[name] != second[name]


def test_an_account_is_never_found_by_its_address(world):
    town, provider = world
    provider.claims = {"email": CHECKER, "email_verified": True}
    browser = town.browser()
    assert there_and_back(town, provider, browser).location == "/inloggen"
    assert not is_in(browser)
    assert "hoort nog bij geen account" in browser.get("/inloggen?lang=nl").text


WRONG = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "https://elders.example"},
    "audience": {"aud": "another-client"},
    "one of many": {"aud": [CLIENT, "another"]},
    "expired": {"exp": 1_700_000_000},
    "no expiry": {"exp": None},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_a_token_that_does_not_fit_lets_nobody_in(world, claims):
    town, provider = world
    link(town, provider)
    provider.claims = claims
    browser = town.browser()
    assert there_and_back(town, provider, browser).location == "/inloggen"
    assert not is_in(browser)
    assert town.events("session.refused")[-1].detail["step"] == "openid"


def test_a_token_signed_by_another_key_lets_nobody_in(world):
    town, provider = world
    link(town, provider)
    provider.key = STRANGE_KEY
    browser = town.browser()
    there_and_back(town, provider, browser)
    assert not is_in(browser)


def test_a_token_signed_with_the_shared_secret_lets_nobody_in(world):
    town, provider = world
    link(town, provider)
    provider.key = jwk.OctKey.import_key(SECRET * 3)
    provider.header = {"alg": "HS256", "kid": "one"}
    browser = town.browser()
    there_and_back(town, provider, browser)
    assert not is_in(browser)


@pytest.mark.parametrize(
    "changes", [{"state": "another"}, {"state": ""}, {"iss": "https://elders.example"},
                {"error": "access_denied"}, {"code": ""}],
)  # fmt: skip
def test_a_way_back_that_does_not_fit_lets_nobody_in(world, changes):
    town, provider = world
    link(town, provider)
    browser = town.browser()
    assert there_and_back(town, provider, browser, **changes).location == "/inloggen"
    assert not is_in(browser)


def test_the_same_way_back_twice_lets_in_once(world):
    town, provider = world
    link(town, provider)
    browser = town.browser()
    query = provider.authorize(browser.get("/inloggen/extern").location)
    assert browser.get(f"{BACK}?{query}").location == "/overzicht"
    browser.post("/uitloggen")
    assert browser.get(f"{BACK}?{query}").location == "/inloggen"
    assert not is_in(browser)


def test_a_way_back_of_another_browser_lets_nobody_in(world):
    town, provider = world
    link(town, provider)
    query = provider.authorize(town.browser().get("/inloggen/extern").location)
    thief = town.browser()
    thief.get("/inloggen/extern")
    assert thief.get(f"{BACK}?{query}").location == "/inloggen"
    assert not is_in(thief)


def test_a_way_back_after_ten_minutes_is_too_late(world):
    town, provider = world
    link(town, provider)
    browser = town.browser()
    query = provider.authorize(browser.get("/inloggen/extern").location)
    town.clock.forward(minutes=11)
    assert browser.get(f"{BACK}?{query}").location == "/inloggen"


def test_a_provider_that_calls_itself_something_else_is_not_followed(world):
    town, provider = world
    provider.metadata = {"issuer": "https://elders.example"}
    assert town.browser().get("/inloggen/extern").location == "/inloggen"


def test_the_second_factor_is_asked_unless_the_provider_asked_one(world):
    town, provider = world
    browser = town.as_(CHECKER)
    link(town, provider, browser=browser)
    set_up(town, browser=browser)
    assert there_and_back(town, provider, town.browser()).location == "/inloggen/code"
    provider.claims = {"acr": "low"}
    assert there_and_back(town, provider, town.browser()).location == "/inloggen/code"
    provider.claims = {"acr": "http://eidas.europa.eu/LoA/high"}
    assert there_and_back(town, provider, town.browser()).location == "/overzicht"


def test_one_identity_is_of_one_account(world):
    town, provider = world
    link(town, provider)
    link(town, provider, APPROVER)
    browser = town.browser()
    there_and_back(town, provider, browser)
    assert CHECKER in browser.get("/mijn-account").text


def test_linking_asks_for_the_own_password(world):
    town, _ = world
    answer = town.as_(CHECKER).post("/mijn-account/koppelen", data={"own_password": "x"})
    assert answer.status_code == 422


def test_a_link_that_was_begun_by_another_account_is_not_made(world):
    town, provider = world
    browser = town.as_(CHECKER)
    page = browser.post("/mijn-account/koppelen", data={"own_password": PASSWORD}).text
    address = re.search(rf'href="({provider.issuer}/sign-in[^"]+)"', page)[1]
    query = provider.authorize(address.replace("&amp;", "&"))
    with browser.session_transaction() as cookie:
        kept = cookie["openid"]
    other = town.as_(APPROVER)
    with other.session_transaction() as cookie:
        cookie["openid"] = kept
    other.get(f"{BACK}?{query}")
    assert town.events("identity.linked") == []


def test_after_unlinking_it_lets_nobody_in(world):
    town, provider = world
    browser = town.as_(CHECKER)
    link(town, provider, browser=browser)
    browser.post("/mijn-account/ontkoppelen")
    stranger = town.browser()
    assert there_and_back(town, provider, stranger).location == "/inloggen"
    assert not is_in(stranger)


def test_who_left_does_not_come_in_by_another_door(world):
    town, provider = world
    link(town, provider)
    admin = town.as_("functional-admin@proef.example")
    admin.post(f"/gebruikers/{town.account(CHECKER).id}/afmelden", data={"reason": "left"})
    browser = town.browser()
    there_and_back(town, provider, browser)
    assert not is_in(browser)


def test_without_a_provider_there_is_no_such_page(town_in):
    town = town_in(Mode.TEST)
    assert town.browser().get("/inloggen/extern").status_code == 404
    assert town.browser().get(BACK).status_code == 404


def test_a_provider_that_is_down_says_so(town_in):
    town = town_in(openid=OpenIdProvider("http://127.0.0.1:9", CLIENT, SECRET, "Stadspas"))
    browser = town.browser()
    assert browser.get("/inloggen/extern").location == "/inloggen"
    assert "niet bereikbaar" in browser.get("/inloggen?lang=nl").text
