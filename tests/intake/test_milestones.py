"""Trajectories declared over several messages: what was declared before is known, and proven."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from declarations.facts import Facts
from declarations.findings import Assessment
from declarations.model import Law
from portal.contracts.service import load_region
from portal.intake.evidence import facts_in
from portal.intake.judging import read_content
from portal.intake.records import VerdictFactRecord, VerdictRecord
from portal.store.transaction import in_transaction, transaction
from schemas.istandaarden.declaration import read_accepted
from schemas.region import read_region
from tests.builders import MUNICIPALITY, a_credit, a_line
from tests.intake.world import TODAY, World, codes
from tests.region_files import a_contract, a_product, a_region_file

AWARDED = ("0200",)
WHOLE = 5_000_00
JANUARY, FEBRUARY, MARCH, APRIL = (date(2023, month, 1) for month in (1, 2, 3, 4))


@pytest.fixture
def trajectory(world: World) -> World:
    """An allocation of € 5,000, in three parts by its contract."""
    product = a_product("45", "45T01", unit="83", tariff=None) + "\nmilestones = [40, 30, 30]"
    contract = a_contract(product, id="trajecten", law="jeugdwet")
    region = read_region(a_region_file(contract, name="Trajecten").encode(), {MUNICIPALITY}, True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    world.allocate(
        law=Law.YOUTH, code="T01", unit="83", volume=WHOLE, frequency="6",
        start=JANUARY, end=date(2023, 12, 31),
    )  # fmt: skip
    return world


def part(month: date, cents: int, **changes: Any) -> Any:
    fields = {
        "reference": f"R{month:%m}", "month": month, "category": "45", "code": "45T01",
        "unit": "83", "tariff": None, "volume": cents, "amount": cents,
    }  # fmt: skip
    return a_line(Law.YOUTH, **{**fields, **changes})


def declare(world: World, *lines: Any) -> Assessment:
    """Hand these lines in, as a declaration of the last month that is over."""
    verdict = world.declare(*lines, law=Law.YOUTH, month=APRIL)
    assert codes(verdict) == [AWARDED] * len(lines)
    return verdict


def warned(verdict: Assessment) -> list[tuple[str, str | None, str | None]]:
    return [(each.rule, each.expected, each.received) for each in verdict.findings]


def in_order(world: World) -> bool:
    """Whether every verdict comes out the same from what was kept."""
    return not [each for each in world.check() if "verdict" in each.lower()]


def test_all_parts_in_their_turn_are_no_warning(trajectory: World):
    for month, cents in ((JANUARY, 2_000_00), (FEBRUARY, 1_500_00), (APRIL, 1_500_00)):
        assert warned(declare(trajectory, part(month, cents))) == []
    assert trajectory.balance() == (WHOLE, WHOLE)
    assert in_order(trajectory)


def test_a_part_of_an_earlier_message_is_not_declared_again(trajectory: World):
    declare(trajectory, part(JANUARY, 2_000_00))
    found = warned(declare(trajectory, part(FEBRUARY, 2_000_00)))
    assert found == [("ZP002", "150000", "200000")]
    assert trajectory.balance() == (4_000_00, 4_000_00)
    assert in_order(trajectory)


def test_a_part_that_was_credited_may_be_declared_again(trajectory: World):
    first = part(JANUARY, 2_000_00)
    declare(trajectory, first)
    again = part(FEBRUARY, 2_000_00)
    assert warned(declare(trajectory, a_credit(first, reference="C1"), again)) == []
    assert warned(declare(trajectory, part(MARCH, 2_000_00))) == [("ZP002", "150000", "200000")]
    assert in_order(trajectory)


def test_an_amount_that_was_not_agreed_is_awarded_with_a_warning(trajectory: World):
    found = warned(declare(trajectory, part(JANUARY, 2_500_00)))
    assert found == [("ZP001", "200000", "250000")]
    assert trajectory.balance() == (2_500_00, 2_500_00)
    assert in_order(trajectory)


def kept_facts(world: World, nth: int, *, older: bool = False) -> Facts:
    """The facts of the nth verdict as read back; ``older`` from evidence without milestones."""
    with transaction() as session:
        message_id = session.scalars(select(VerdictRecord.message_id).order_by("message_id"))
        number = message_id.all()[nth - 1]
        message = read_accepted(read_content(session, number, world.keyring))
        rows = session.scalars(select(VerdictFactRecord).filter_by(message_id=number))
        kept = {row.kind: row.content for row in rows}
        if older:
            kept["tariff"] = [each[:8] for each in kept["tariff"]]
            kept.pop("parts")
        return facts_in(session, kept, TODAY, message, world.keyring)


def milestones_in(facts: Facts) -> set[tuple[int, ...]]:
    return {each.milestones for agreed in facts.tariffs.values() for each in agreed}


def test_the_facts_are_kept_as_they_were(trajectory: World):
    for month in (JANUARY, FEBRUARY, MARCH):
        declare(trajectory, part(month, 1_500_00))
    facts = [kept_facts(trajectory, nth) for nth in (1, 2, 3)]
    assert [dict(each.parts) for each in facts] == [
        {}, {20072: (1_500_00,)}, {20072: (1_500_00, 1_500_00)},
    ]  # fmt: skip
    assert [milestones_in(each) for each in facts] == [{(40, 30, 30)}] * 3


def test_evidence_from_before_there_were_milestones_has_none(trajectory: World):
    declare(trajectory, part(JANUARY, 2_000_00))
    declare(trajectory, part(FEBRUARY, 2_000_00))
    facts = kept_facts(trajectory, 2, older=True)
    assert (milestones_in(facts), dict(facts.parts)) == ({()}, {})
