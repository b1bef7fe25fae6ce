"""An allocation that changes for months that were awarded."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from portal.allocations.service import import_allocations
from portal.store.transaction import in_transaction, transaction
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.misfits.world import APRIL, JULY, JUNE, MAY, Changing, again, of, the_end_of


def test_shorter_allocation_lists_what_falls_outside_and_judges_nothing_again(
    world: Changing,
) -> None:
    before = world.standing()
    world.until(the_end_of(MAY))
    assert world.listed() == {"R6": "TR308", "R7": "TR308"}
    assert world.standing() == before
    assert world.check() == []


def test_it_is_told_once_what_it_did_and_stands_in_the_trail(world: Changing) -> None:
    product = an_allocation(end=the_end_of(MAY), assigned_at="2023-08-01T09:00:00")
    imported = in_transaction(
        lambda session: import_allocations(
            session, "301.xml", allocation_xml(an_allocation_message(product)), world.clock,
            world.account, world.keyring, False,
        )
    )  # fmt: skip
    assert (imported.unfit.lines, imported.unfit.cents) == (2, 10000)
    with transaction() as session:
        [event] = session.execute(
            text("SELECT * FROM audit_event WHERE action = 'misfits.found'")
        ).all()
    assert event.object_type == "allocation_version"
    assert event.municipality_id == world.municipality_id()


def test_nothing_is_listed_where_everything_still_fits(world: Changing) -> None:
    world.until(the_end_of(JULY))
    world.reallocate(2, volume=4)
    assert (world.listed(), world.gone()) == ({}, [])


def test_version_that_does_not_count_lists_nothing(world: Changing) -> None:
    world.allocate(assigned_at="2022-12-01T09:00:00", end=the_end_of(MAY))
    assert world.listed() == {}


def test_correction_takes_lines_off_again(world: Changing) -> None:
    world.until(the_end_of(APRIL))
    world.until(the_end_of(JUNE), assigned=2)
    assert world.listed() == {"R7": "TR308"}
    assert world.gone() == [("R5", "mended"), ("R6", "mended"), ("R7", "replaced")]
    world.until(date(2023, 12, 31), assigned=3)
    assert world.listed() == {}
    assert world.check() == []


def test_other_reason_takes_the_place_of_the_first(world: Changing) -> None:
    world.until(the_end_of(JUNE))
    world.reallocate(2, volume=3)
    assert world.listed() == dict.fromkeys(("R4", "R5", "R6", "R7"), "TR321")
    assert world.gone() == [("R7", "replaced")]
    assert world.check() == []


def test_smaller_total_hits_the_last_months(world: Changing) -> None:
    world.reallocate(1, volume=9, frequency="6")
    assert world.listed() == {"R6": "TR322", "R7": "TR322"}


def test_credit_takes_its_line_off_and_lets_another_fit(world: Changing) -> None:
    world.reallocate(1, volume=12, frequency="6")
    assert world.listed() == {"R7": "TR322"}
    assert world.credit(APRIL).declaration == ("8001",)
    assert world.listed() == {}
    assert world.gone() == [("R7", "mended")]
    world.until(the_end_of(MAY), assigned=2)
    world.credit(JULY)
    assert world.listed() == {"R6": "TR308"}
    assert world.gone()[1:] == [("R7", "credited")]
    assert world.check() == []


def test_credit_and_redo_leave_nothing_on_the_list(world: Changing) -> None:
    world.reallocate(1, volume=3)
    redone = [again(of(month, volume=3), f"N{month.month}") for month in (APRIL, MAY, JUNE, JULY)]
    for month in (APRIL, MAY, JUNE, JULY):
        world.credit(month)
    assert world.send(*redone).declaration == ("8001",)
    assert world.listed() == {}
    assert [why for _, why in world.gone()] == ["credited"] * 4
    assert world.check() == []
