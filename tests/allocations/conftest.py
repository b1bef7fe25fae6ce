"""People of both sides around a few allocations."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.allocations.desk import Desk


@pytest.fixture
def desk(app: Flask, keyring: Keyring) -> Desk:
    """A provider and a municipality at their pages; allocation 20072 is the usual one."""
    app.config["WTF_CSRF_ENABLED"] = False
    desk = Desk(keyring)
    desk.open(app)
    desk.allocate()
    return desk
