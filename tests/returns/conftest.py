"""People of both sides, who look at what went back."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.allocations.desk import Desk


@pytest.fixture
def desk(app: Flask, keyring: Keyring) -> Desk:
    """A provider and a municipality at their pages; the retour to allocation 20072 is there."""
    app.config["WTF_CSRF_ENABLED"] = False
    desk = Desk(keyring)
    desk.open(app)
    desk.allocate()
    return desk
