"""Programs with a key, in the world that the tests of the intake hand their messages in to."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.identity.service import Role
from portal.store.crypto import Keyring
from tests.api.programs import Program, program
from tests.builders import MUNICIPALITY, PROVIDER
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER, World


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> World:
    """Two municipalities and two providers; the allocations that the sample declares on."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    world.allocate_the_sample()
    return world


@pytest.fixture
def care(app: Flask, world: World) -> Program:
    """The care system of the provider whose messages the builders make."""
    return program(app, world, Role.PROVIDER_CLERK, PROVIDER)


@pytest.fixture
def other_care(app: Flask, world: World) -> Program:
    """The care system of another provider."""
    return program(app, world, Role.PROVIDER_ADMIN, OTHER_PROVIDER)


@pytest.fixture
def town(app: Flask, world: World) -> Program:
    """The system of the municipality whose messages the builders make."""
    return program(app, world, Role.ACCESS, MUNICIPALITY)


@pytest.fixture
def checker(app: Flask, world: World) -> Program:
    """The system of the checkers of that municipality."""
    return program(app, world, Role.CHECKER, MUNICIPALITY)


@pytest.fixture
def other_town(app: Flask, world: World) -> Program:
    """The system of another municipality."""
    return program(app, world, Role.ACCESS, OTHER_MUNICIPALITY)


@pytest.fixture
def nobody(app: Flask, world: World) -> Program:
    """A program without a key."""
    return Program(app)
