"""A NUL in what somebody sends is a question that cannot be read, on either database."""

import pytest

from tests.declaring.hand import Hand
from tests.identity.people import signed_in
from tests.intake.world import World


@pytest.fixture
def browser(app, keyring):
    """Somebody of a provider."""
    world = World(keyring)
    app.config.update(PORTAL_CLOCK=world.clock, WTF_CSRF_ENABLED=False)
    return signed_in(app, Hand(world).email)


@pytest.mark.parametrize(
    "address",
    [
        "/aanleveringen?zoek=%00",
        "/aanleveringen?%00=x",
        "/aanleveringen.csv?zoek=a%00b",
        "/toewijzingen?zoek=a&zoek=%00",
        "/aanleveringen/%00",
        "/declareren/a%00",
    ],
)
def test_in_an_address(browser, address):
    page = browser.get(address)
    assert page.status_code == 400
    assert "Deze vraag kunnen wij niet lezen" in page.text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/inloggen", {"email": "a\0@zorg.example", "password": "x"}),
        ("/inloggen", {"email": "a@zorg.example", "password": "\0"}),
        ("/wachtwoord-vergeten", {"email": "a@zorg.example\0"}),
        ("/aanleveringen/zoek", {"a\0": "x"}),
        ("/inloggen", {"email": ["a@zorg.example", "\0"]}),
    ],
)
def test_in_a_form(app, path, form):
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post(path, data=form).status_code == 400


def test_other_strange_letters_are_read(browser):
    assert browser.get("/aanleveringen?zoek=%E2%80%AE%F0%9F%98%80%01").status_code == 200
