"""The town, and somebody of every role in it, on each database."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from portal.store.database import db
from tests.intake.world import World
from tests.statuses.graphs import Crowd
from tests.statuses.town import Town


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of small transactions, none of which has to outlive a server of PostgreSQL."""
    monkeypatch.setenv("PGOPTIONS", "-c synchronous_commit=off -c jit=off")


@pytest.fixture
def town(app: Flask, keyring: Keyring) -> Town:
    """People who declare, check, approve, pay and change accounts."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return Town(world)


@pytest.fixture
def crowd(app: Flask, town: Town) -> Crowd:
    """Somebody of every role; on PostgreSQL they try what their role may do at some time."""
    return Crowd(app, town, insiders=db.engine.dialect.name == "postgresql")
