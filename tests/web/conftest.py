"""The portal on an embedded database of its own; pages ask the same of either engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.config import Mode, Settings
from portal.store.database import db
from tests import databases


@pytest.fixture
def portal(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application as a browser meets it."""
    url = databases.copied(sqlite_template, tmp_path).url
    app = create_app(Settings(Mode.TEST, url, bytes(range(32)), "s" * 32))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(portal: Flask) -> FlaskClient:
    """Somebody who has not signed in."""
    return portal.test_client()
