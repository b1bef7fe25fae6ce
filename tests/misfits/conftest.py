"""The world in which allocations and tariffs change for the past."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.misfits.world import Changing


@pytest.fixture
def world(app: Flask, keyring: Keyring) -> Changing:
    """An allocation of ten hours a month in 2023, and four hours awarded in each of four months."""
    made = Changing(keyring)
    made.begin()
    return made
