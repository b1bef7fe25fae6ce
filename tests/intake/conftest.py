"""The world that the tests of the intake hand their messages in to."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.intake.world import World


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> World:
    """Two municipalities and two providers under contract, no allocations."""
    return World(keyring)
