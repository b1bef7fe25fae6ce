"""A purse on each database."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.intake.world import World
from tests.lumpsum.purse import Purse


@pytest.fixture
def purse(app: Flask, keyring: Keyring) -> Purse:
    """Lump sums, and people who draw, check, approve and pay."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return Purse(world)
