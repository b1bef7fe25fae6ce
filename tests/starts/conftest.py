"""The world that reports of start and stop are handed in to."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.starts.world import CareWorld


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> CareWorld:
    """Two municipalities and two providers under contract; the usual allocation, 20072."""
    world = CareWorld(keyring)
    world.allocate()
    return world
