"""The office of a municipality, on each database."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.approvals.world import Office
from tests.intake.world import World


@pytest.fixture
def office(app: Flask, keyring: Keyring) -> Office:
    """People who check and approve, in a small world without allocations."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return Office(world)
