"""The world in which a municipality asks what its past would come to."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.hindsight.world import Asking


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> Asking:
    """Four hours awarded in each of four months; nothing changed yet."""
    made = Asking(keyring)
    made.begin()
    return made
