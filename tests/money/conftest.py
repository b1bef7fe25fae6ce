"""The office of a municipality whose declarations are counted by month of care."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.identity.service import Role
from portal.store.crypto import Keyring
from tests.approvals.world import Office
from tests.intake.world import World


@pytest.fixture
def office(app: Flask, keyring: Keyring) -> Office:
    """People who check, approve, pay and manage contracts, in a small world."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    office = Office(world)
    office.hire("paula", Role.PAYMENTS)
    office.hire("mona", Role.CONTRACT_MANAGER)
    return office
