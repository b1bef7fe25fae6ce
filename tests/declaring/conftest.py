"""The small world, and two providers in it that declare by hand."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.store.crypto import Keyring
from tests.declaring.hand import Hand
from tests.identity.people import signed_in
from tests.intake.world import OTHER_PROVIDER, World


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> World:
    """Two municipalities and two providers under contract, no allocations."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return world


@pytest.fixture
def hand(world: World) -> Hand:
    """Somebody of the first provider."""
    return Hand(world)


@pytest.fixture
def other(world: World) -> Hand:
    """Somebody of the other provider."""
    return Hand(world, OTHER_PROVIDER)


@pytest.fixture
def browser(app: Flask, hand: Hand) -> FlaskClient:
    """The first provider's browser."""
    return signed_in(app, hand.email)


@pytest.fixture
def stranger(app: Flask, other: Hand) -> FlaskClient:
    """The other provider's browser."""
    return signed_in(app, other.email)
