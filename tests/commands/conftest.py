"""Installations for the tests of the commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.commands.installed import Portal


@pytest.fixture
def bare(tmp_path: Path) -> Portal:
    """An installation on SQLite before anything was done to it."""
    return Portal(tmp_path, f"sqlite:///{tmp_path / 'portal.sqlite3'}")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ready(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """An installation with the sandbox and the allocations of the sample, shared by a module."""
    folder = tmp_path_factory.mktemp("installation")
    if request.param == "sqlite":
        yield set_up(Portal(folder, f"sqlite:///{folder / 'portal.sqlite3'}"))
        return
    server = request.getfixturevalue("postgresql_server")
    with databases.made_with_role(server, f"portal_commands_{os.getpid()}") as made:
        yield set_up(Portal(folder, made.url, owner_url=made.owner_url))


def set_up(portal: Portal) -> Portal:
    """Upgrade, load, import: what an installation does before the first declaration."""
    allocations = ("allocations", "import", *portal.allocations())
    for command in (("upgrade",), ("region", "load", "sandbox"), allocations):
        done = portal.run(*command)
        assert done.status == 0, done.err
    return portal
