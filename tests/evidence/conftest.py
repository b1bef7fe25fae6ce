"""The small world, with people of both sides who look at proof."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.evidence.bench import Bench
from tests.intake.world import World


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> World:
    """Two municipalities and two providers under contract, no allocations."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return world


@pytest.fixture
def bench(world: World, app: Flask) -> Bench:
    """People of the municipality and the provider, and lines on their way to being paid."""
    return Bench(world, app)
