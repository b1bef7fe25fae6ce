"""The world with ceilings."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.ceilings.world import Town


@pytest.fixture
def town(app: Flask, keyring: Keyring) -> Town:
    """Two municipalities and two providers, without ceilings yet."""
    return Town(keyring)
