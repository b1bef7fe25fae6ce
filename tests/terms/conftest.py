"""The small world, people in it, and a clock that the pages share."""

from __future__ import annotations

import pytest

from portal.contracts.service import load_region
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.intake.world import MUNICIPALITIES, World, the_region
from tests.journeys.world import ACCOUNTS


@pytest.fixture
def world(app, keyring):
    """Two municipalities and two providers under contract, with one person at some of them."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    region = read_region((the_region() + ACCOUNTS).encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    return world
