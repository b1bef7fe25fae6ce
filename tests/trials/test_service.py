"""A trial binds: the same bytes get the same verdict, or what changed is named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import text

from declarations.findings import Outcome
from declarations.trials import Cause
from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.intake.evidence import evidence_of, facts_in
from portal.intake.service import SenderForbidden
from portal.store.transaction import in_transaction, transaction
from portal.trials.service import KEPT, forget_old
from schemas.region import read_region
from tests.builders import BSN, OTHER_BSN, a_line, xml_of
from tests.intake.world import (
    MUNICIPALITIES,
    OTHER_PROVIDER,
    TODAY,
    the_region,
    the_sample_bytes,
    zipped,
)
from tests.misfits.world import HOURLY
from tests.region_files import a_product
from tests.threads import as_portal
from tests.trials.world import Trying

COUNTED = ("batch", "message", "line", "verdict", "used_number", "ledger_entry", "refusal")


def a_file(world: Trying, **changes: object) -> bytes:
    return xml_of(world.fresh(a_line(**changes)))


def test_the_same_bytes_on_the_same_facts_get_the_same_verdict(world: Trying) -> None:
    data = a_file(world)
    [(tried, name)] = world.try_bytes(data)
    assert tried.verdict.outcome is Outcome.AWARDED
    assert name
    compared = world.compared(data)
    assert compared.same
    assert compared.changes == ()
    assert compared.receipt == tried.verdict.receipt


def test_what_was_not_tried_is_not_compared(world: Trying) -> None:
    world.try_bytes(a_file(world))
    assert world.hand_in(a_file(world)) is None


def test_a_trial_hands_nothing_in(world: Trying) -> None:
    before = world.rows()
    world.try_bytes(a_file(world))
    after = world.rows()
    assert {name: after[name] for name in COUNTED} == {name: before[name] for name in COUNTED}
    assert after["trial"] == before["trial"] + 1
    assert after["audit_event"] == before["audit_event"] + 1
    assert world.check() == []


def test_facts_read_back_are_the_facts_of_the_trial(world: Trying) -> None:
    world.allocate_the_sample()
    world.submit_bytes(the_sample_bytes())
    data = the_sample_bytes(identification="X1", number="X1")
    [(tried, _)] = world.try_bytes(data)
    assert tried.snapshot is not None
    assert tried.member.message is not None
    facts, message = tried.snapshot.facts, tried.member.message
    with transaction() as session:
        kept = evidence_of(message, tried.snapshot)
        assert facts_in(session, kept, facts.today, message, world.keyring) == facts


def test_an_allocation_that_changed_is_named_with_its_lines(world: Trying) -> None:
    data = a_file(world)
    world.try_bytes(data)
    world.allocate(volume=2, assigned_at="2023-05-09T09:00:00")
    compared = world.compared(data)
    [change] = compared.changes
    assert not compared.same
    assert (change.cause, change.about, change.positions) == (Cause.ALLOCATION, "20072", (1,))


def test_a_client_that_was_not_known_yet_is_named(world: Trying) -> None:
    data = xml_of(world.fresh(a_line(allocation=7), bsn=OTHER_BSN))
    [(tried, _)] = world.try_bytes(data)
    assert tried.verdict.awarded_cents == 0
    world.allocate(7, OTHER_BSN)
    [change] = world.compared(data).changes
    assert (change.cause, change.about) == (Cause.CLIENT, "7")


def test_a_tariff_that_changed_is_named(world: Trying) -> None:
    data = a_file(world)
    world.try_bytes(data)
    dearer = the_region().replace(HOURLY, a_product("01", "01A03", tariff=1300))
    region = read_region(dearer.encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, world.clock, world.account))
    [change] = world.compared(data).changes
    assert (change.cause, change.about) == (Cause.PRODUCT, "01 01A03")


def test_an_earlier_line_of_the_same_month_is_named_with_its_place(world: Trying) -> None:
    data = a_file(world, reference="R2")
    world.try_bytes(data)
    world.declare(a_line(reference="R1"))
    [change] = world.compared(data).changes
    assert (change.cause, change.about) == (Cause.MONTH, "20072 2023-04")
    assert change.line is not None
    assert change.line.reference == "R1"


def test_volume_that_was_used_since_is_named_with_the_last_line(world: Trying) -> None:
    world.allocate(8, volume=4, frequency="6")
    data = a_file(world, allocation=8, reference="R2")
    world.try_bytes(data)
    march = TODAY.replace(month=3, day=1)
    world.declare(a_line(allocation=8, reference="R1", month=march))
    [change] = world.compared(data).changes
    assert (change.cause, change.about) == (Cause.VOLUME, "8")
    assert change.line is not None
    assert change.line.reference == "R1"


def test_a_number_that_was_used_since_leads_to_the_message(world: Trying) -> None:
    world.allocate_the_sample()
    data = the_sample_bytes()
    world.try_bytes(data)
    assert world.compared(data).same
    again = world.compared(data)
    assert again.whole
    assert Cause.IDENTIFICATION in {each.cause for each in again.changes}
    [place] = {each.message for each in again.changes if each.message}
    assert place[1] == 1


def test_another_day_with_the_same_verdict_is_the_same(world: Trying) -> None:
    data = a_file(world)
    world.try_bytes(data)
    world.on_day(3)
    assert world.compared(data).same


def test_trying_again_replaces_what_was_told(world: Trying) -> None:
    data = a_file(world)
    [(_, first)] = world.try_bytes(data)
    world.allocate(volume=2, assigned_at="2023-05-09T09:00:00")
    [(tried, second)] = world.try_bytes(data)
    assert first == second
    assert world.scalar("SELECT count(*) FROM trial") == 1
    assert world.scalar("SELECT receipt FROM trial") == tried.verdict.receipt
    assert world.compared(data).same


def test_what_falls_as_a_whole_is_compared_too(world: Trying) -> None:
    data = xml_of(world.fresh(a_line(), total=1))
    [(tried, _)] = world.try_bytes(data)
    assert tried.verdict.outcome in (Outcome.REFUSED, Outcome.REJECTED)
    assert world.compared(data).same


def test_members_that_would_be_refused_keep_nothing(world: Trying) -> None:
    good = a_file(world)
    found = world.try_bytes(zipped(("a.xml", good), ("b.xml", b"geen XML")), "x.zip")
    assert [name is None for _, name in found] == [False, True]
    assert world.scalar("SELECT count(*) FROM trial") == 1


def test_messages_of_another_provider_keep_nothing_at_all(world: Trying) -> None:
    foreign = the_sample_bytes(sender=OTHER_PROVIDER)
    with pytest.raises(SenderForbidden):
        world.try_bytes(foreign)
    assert world.scalar("SELECT count(*) FROM trial") == 0


def test_several_at_once_leave_one_trial(world: Trying) -> None:
    data = a_file(world)
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    @as_portal
    def one(_number: int) -> str | None:
        with app.app_context():
            [(_, name)] = world.try_bytes(data)
            return name

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(one, range(8)))
    assert len(names) == 1
    assert world.scalar("SELECT count(*) FROM trial") == 1
    assert world.compared(data).same


def test_a_trial_is_forgotten_after_its_term_and_not_before(world: Trying) -> None:
    data = a_file(world)
    world.try_bytes(data)
    tried_at = world.clock.now()
    for day, left in ((KEPT - timedelta(days=1), 1), (KEPT + timedelta(days=1), 0)):
        later = FixedClock(tried_at + day)
        in_transaction(lambda session, at=later: forget_old(session, at))
        assert world.scalar("SELECT count(*) FROM trial") == left
        assert world.scalar("SELECT count(*) FROM trial_fact") == (left and len_of_facts(world))


def len_of_facts(world: Trying) -> int:
    found: int = world.scalar("SELECT count(DISTINCT kind) FROM trial_fact")
    return found


def test_no_citizen_number_and_no_byte_of_the_file_is_kept(world: Trying) -> None:
    data = xml_of(world.fresh(a_line(reference=BSN, allocation=7), bsn=OTHER_BSN))
    world.try_bytes(data)
    assert not world.compared(data).changes
    again = xml_of(world.fresh(a_line(reference=BSN)))
    world.declare(a_line(reference=BSN, allocation=7))
    world.try_bytes(again)
    with transaction() as session:
        rows = [*session.execute(text("SELECT * FROM trial")).all()]
        rows += session.execute(text("SELECT * FROM trial_fact")).all()
    assert OTHER_BSN not in repr(rows)
    assert BSN not in repr(rows)
