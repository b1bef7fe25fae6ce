"""The world in which lines are looked at."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.intake.outcome_pages import Pages
from tests.intake.world import World
from tests.review.desk import Desk


@pytest.fixture
def desk(app: Flask, keyring: Keyring) -> Desk:
    """A municipality with two checkers and a provider, without pages."""
    return Desk(World(keyring))


@pytest.fixture
def pages(app: Flask, keyring: Keyring) -> Pages:
    """The same world with its people and their browsers."""
    return Pages(app, World(keyring))
