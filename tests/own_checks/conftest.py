"""The world in which a municipality sets up checks of its own."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.intake.outcome_pages import Pages
from tests.intake.world import World


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> World:
    """Two municipalities and two providers, without pages."""
    return World(keyring)


@pytest.fixture
def pages(app: Flask, keyring: Keyring) -> Pages:
    """The same world with its people and their browsers."""
    return Pages(app, World(keyring))
