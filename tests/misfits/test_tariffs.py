"""A tariff that changes for months that were awarded: looked back at by a worker, in parts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.misfits import tariffs
from portal.store.transaction import transaction
from tests.builders import OTHER_BSN
from tests.misfits.world import APRIL, HOURLY, Changing, again, of
from tests.region_files import a_product

FROM_JUNE = a_product("01", "01A03", tariff=1300, start="2023-06-01")


def waiting(world: Changing) -> int:
    return world.scalar("SELECT count(*) FROM tariff_change")


def test_worker_lists_the_months_of_the_new_tariff(world: Changing) -> None:
    before = world.standing()
    world.agree(HOURLY, FROM_JUNE, work=False)
    assert (world.listed(), waiting(world)) == ({}, 1)
    assert world.check() == []
    world.look_back()
    assert world.listed() == {"R6": "TR418", "R7": "TR418"}
    assert (waiting(world), world.standing()) == (0, before)
    assert world.check() == []


def test_tariff_that_is_put_back_takes_them_off(world: Changing) -> None:
    world.agree(HOURLY, FROM_JUNE)
    world.agree(HOURLY, work=False)
    assert world.check() == [], "what a worker is still to look at may be behind"
    world.look_back()
    assert world.listed() == {}
    assert [why for _, why in world.gone()] == ["mended", "mended"]


def test_product_that_leaves_the_contract_hits_all_its_lines(world: Changing) -> None:
    world.agree(a_product("01", "01A05", tariff=1250))
    assert set(world.listed().values()) == {"TR418"}
    assert len(world.listed()) == 4


def test_same_file_again_asks_for_nothing(world: Changing) -> None:
    world.agree(HOURLY, work=False)
    assert waiting(world) == 0


def test_work_is_done_in_parts_and_goes_on_where_it_was(
    world: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.allocate(20080, OTHER_BSN)
    world.submit(world.in_july(again(of(APRIL, allocation=20080), "Q4"), bsn=OTHER_BSN))
    monkeypatch.setattr(tariffs, "AT_ONCE", 1)
    world.agree(a_product("01", "01A03", tariff=1300))
    assert len(world.listed()) == 4 + 1
    assert waiting(world) == 0
    with transaction() as session:
        told = session.execute(
            text("SELECT object_type FROM audit_event WHERE action = 'misfits.found'")
        ).scalars()
        assert list(told) == ["contract_version"] * 2
    assert world.check() == []


def test_one_that_fails_holds_up_no_other_and_keeps_its_turn(
    world: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.agree(HOURLY, FROM_JUNE, work=False)

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(tariffs, "look_back", broken)
        assert world.look_back() == 0
    assert waiting(world) == 1
    world.look_back()
    assert len(world.listed()) == 2
