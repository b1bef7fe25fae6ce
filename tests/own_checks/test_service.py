"""Checks as they are kept, as lines meet them, and as old verdicts remember them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from declarations.facts import CheckKind
from declarations.findings import NO_REMARK, Severity
from declarations.picking import Plan
from portal.own_checks.service import (
    MOST,
    Moved,
    TooMany,
    change,
    checks_on,
    end,
    set_up,
    versions_of,
)
from portal.store.transaction import in_transaction, transaction
from tests.builders import MUNICIPALITY, a_client, a_line, a_message, xml_of
from tests.intake.world import OTHER_MUNICIPALITY
from tests.own_checks.checking import a_check, a_doer, a_wish, days

A03, A04 = ("01", "01A03"), ("01", "01A04")
WARNED = Plan(None, warnings=True, least=0, most=0)


def in_force(world, products=(A03,), day=None, municipality=MUNICIPALITY):
    with transaction() as session:
        found = checks_on(
            session, world.municipality_id(municipality), day or world.clock.today(), products
        )
    return [(each.number, each.version, each.limit) for each in found]


def trail(world):
    with transaction() as session:
        rows = session.execute(
            text("SELECT action, object_id FROM audit_event WHERE action LIKE 'own-check.%'"
                 " ORDER BY id")
        )  # fmt: skip
        return [tuple(row) for row in rows]


def test_check_counts_from_its_first_day_for_its_municipality_alone(world):
    a_check(world, since=days(world, 2))
    assert in_force(world) == []
    assert in_force(world, day=days(world, 2)) == [(1, 1, 4000)]
    assert in_force(world, day=days(world, 2), municipality=OTHER_MUNICIPALITY) == []


def test_only_checks_about_products_of_the_message_are_asked(world):
    a_check(world, products=(A04,))
    a_check(world)
    assert in_force(world) == [(2, 1, 4000)]
    assert in_force(world, (A03, A04)) == [(1, 1, 4000), (2, 1, 4000)]


def test_change_is_a_new_version_and_the_end_is_one_too(world):
    number, doer = a_check(world), a_doer(world)
    wish = a_wish(world, limit=9000, since=days(world, 1))
    assert in_transaction(lambda session: change(session, doer, number, 1, wish))
    assert in_force(world) == [(1, 1, 4000)]
    assert in_force(world, day=days(world, 1)) == [(1, 2, 9000)]
    assert not in_transaction(lambda session: change(session, doer, number, 2, wish))
    in_transaction(lambda session: end(session, doer, number, 2, world.clock.today()))
    assert in_force(world) == in_force(world, day=days(world, 1)) == []
    with transaction() as session:
        assert len(versions_of(session, doer.municipality_id)) == 3
    assert trail(world) == [("own-check.set", 1), ("own-check.set", 1), ("own-check.ended", 1)]


def test_who_saw_an_older_version_changes_nothing(world):
    number, doer = a_check(world), a_doer(world)
    wish = a_wish(world, limit=9000)
    in_transaction(lambda session: change(session, doer, number, 1, wish))
    for work in (
        lambda session: change(session, doer, number, 1, a_wish(world, limit=1)),
        lambda session: end(session, doer, number, 1, world.clock.today()),
        lambda session: end(session, doer, 99, 1, world.clock.today()),
    ):
        with pytest.raises(Moved):
            in_transaction(work)
    in_transaction(lambda session: end(session, doer, number, 2, world.clock.today()))
    with pytest.raises(Moved):
        in_transaction(lambda session: change(session, doer, number, 3, wish))


def test_there_is_a_most(world):
    doer = a_doer(world)
    for _ in range(MOST):
        a_check(world)
    with pytest.raises(TooMany):
        in_transaction(lambda session: set_up(session, doer, a_wish(world)))
    in_transaction(lambda session: end(session, doer, 1, 1, world.clock.today()))
    assert a_check(world) == MOST + 1


def test_warned_line_is_awarded_and_picked(world):
    world.allocate(volume=40)
    in_transaction(lambda session: world.pick(session, WARNED))
    a_check(world)
    verdict = world.declare(a_line(volume=4))
    assert [each.codes for each in verdict.lines] == [NO_REMARK]
    [finding] = verdict.findings
    assert (finding.rule, finding.severity, finding.code) == ("EIGEN-1", Severity.WARNING, None)
    assert world.scalar("SELECT reasons FROM review") == "warning"
    assert world.check() == []


def test_check_of_another_municipality_is_not_asked(world):
    world.allocate(volume=40)
    a_check(world, municipality=OTHER_MUNICIPALITY)
    assert world.declare(a_line(volume=4)).findings == ()


def test_old_verdict_is_recomputed_with_the_checks_of_then(world):
    world.allocate(volume=40)
    a_check(world)
    a_check(world, CheckKind.TOGETHER, other=A04, products=(A03,))
    world.declare(a_line(volume=4))
    doer = a_doer(world)
    in_transaction(lambda session: change(session, doer, 1, 1, a_wish(world, limit=1)))
    in_transaction(lambda session: end(session, doer, 2, 1, world.clock.today()))
    a_check(world, CheckKind.LATE, limit=1)
    assert world.check() == []


def test_verdict_without_checks_keeps_no_evidence_of_them(world):
    world.allocate(volume=40)
    world.declare(a_line(volume=4))
    assert world.scalar("SELECT count(*) FROM verdict_fact WHERE kind = 'own_checks'") == 0


def test_rows_never_change(world):
    a_check(world)
    for statement in ("UPDATE own_check SET bound = 1", "DELETE FROM own_check"):
        with pytest.raises(Exception, match="never change"):
            in_transaction(lambda session, statement=statement: session.execute(text(statement)))


def test_what_is_stored_is_the_same_but_for_the_warnings(world):
    """The same message to two municipalities, of which one has every kind of check."""
    for kind in CheckKind:
        limit = None if kind is CheckKind.TOGETHER else 0
        a_check(world, kind, limit=limit, other=A04 if limit is None else None)
    told = []
    for code, number in ((MUNICIPALITY, 1), (OTHER_MUNICIPALITY, 2)):
        world.allocate(number, municipality=code, volume=40)
        world.allocate(number + 10, code="A04", municipality=code, volume=40)
        lines = (
            a_line(reference=f"A{number}", allocation=number),
            a_line(reference=f"B{number}", allocation=number + 10, code="01A04"),
            a_line(reference=f"C{number}", allocation=99),
        )
        message = a_message(
            a_client(*lines), receiver=code, identification=f"I{number}", number=f"D{number}"
        )  # fmt: skip
        [verdict] = world.judge(world.receive(xml_of(message)))
        codes = [each.codes for each in verdict.lines]
        errors = [each.rule for each in verdict.findings if each.severity is Severity.ERROR]
        told.append((codes, verdict.awarded_cents, verdict.outcome, errors))
        assert codes[:2] == [NO_REMARK] * 2, verdict.findings
        warned = [each for each in verdict.findings if each.severity is Severity.WARNING]
        assert bool(warned) == (code == MUNICIPALITY)
    assert told[0] == told[1]
    assert world.check() == []
