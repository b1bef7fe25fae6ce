"""The check says nothing of lump sums in order, and of others what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.check.service import broken
from portal.store.database import make_engine
from portal.store.transaction import transaction
from tests.check.breaks_of_lump_sums import BREAKS
from tests.check.breaks_of_money import Break
from tests.check.drawn import DrawnWorld
from tests.check.test_service import KEYRING, World, after
from tests.databases import TestDatabase


@pytest.fixture
def drawn(database: TestDatabase) -> Iterator[World]:
    """The small world, with a budget from which was drawn."""
    engine = make_engine(database.url)
    with transaction(write=True, engine=engine) as session:
        DrawnWorld(session, KEYRING).build()
    yield World(database, engine)
    engine.dispose()


def test_a_world_with_drawdowns_breaks_nothing(drawn: World) -> None:
    with transaction(engine=drawn.engine) as session:
        assert broken(session, KEYRING) == []


@pytest.mark.parametrize("broken_by", BREAKS, ids=lambda each: f"{each.invariant}-{each.sql[:40]}")
def test_what_is_broken_is_found(drawn: World, broken_by: Break) -> None:
    found = after(drawn, broken_by.sql)
    assert [
        said for invariant, said in found
        if invariant == broken_by.invariant and said.startswith(broken_by.says)
    ], found  # fmt: skip
