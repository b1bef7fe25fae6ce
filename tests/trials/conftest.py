"""The world in which somebody tries first."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.trials.world import Trying


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> Trying:
    """An allocation of ten hours a month in 2023."""
    made = Trying(keyring)
    made.allocate()
    return made
