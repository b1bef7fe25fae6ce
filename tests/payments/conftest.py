"""The till of a municipality, on each database."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.intake.world import World
from tests.payments.till import Till


@pytest.fixture
def till(app: Flask, keyring: Keyring) -> Till:
    """People who check, approve and pay, in a small world without allocations."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return Till(world)
