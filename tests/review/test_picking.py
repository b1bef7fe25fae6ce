"""Which lines are picked when they are judged, and what credits do to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from declarations.model import Law
from declarations.picking import Plan
from declarations.sampling import drawn, line_key
from portal.intake.measured import lines_judged
from portal.review.looked_at import reviewed
from portal.review.plans import samples_of
from portal.review.replay import replay
from portal.settlement.service import Origin
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import in_transaction, transaction
from tests.builders import a_credit
from tests.review.desk import EVERYTHING, lines


def picked(desk) -> list[str]:
    with transaction() as session:
        rows = session.execute(
            text(
                "SELECT line.reference || ' ' || review.reasons AS found FROM review"
                " JOIN line ON line.id = review.line_id ORDER BY line.id"
            )
        )
        return [row.found for row in rows]


def test_lines_from_the_limit_on_are_kept_from_payment(desk):
    desk.plan(Plan(2500, warnings=False, least=0, most=0))
    message = desk.declare(*lines(desk, 3))  # 1250, 2500 and 3750 eurocents
    assert picked(desk) == ["R1 amount", "R2 amount"]
    assert desk.stages(message) == {"blocked": (2, 6250), "open": (1, 1250)}


def test_nothing_is_picked_where_nothing_is_asked(desk):
    message = desk.declare(*lines(desk, 3))
    assert picked(desk) == []
    assert desk.stages(message) == {"open": (3, 7500)}


def test_the_sample_is_the_one_that_seed_and_key_give(desk):
    desk.plan(Plan(None, warnings=False, least=400, most=400))
    message = desk.declare(*lines(desk, 20))
    with transaction() as session:
        seed = session.execute(text("SELECT seed, permille FROM sampling")).one()
        digest = bytes(session.scalar(text("SELECT sha256 FROM message"))).hex()
    assert seed.permille == 400
    expected = [
        f"R{n} sample" for n in range(20) if drawn(seed.seed, line_key(digest, f"R{n}"), 400)
    ]
    assert picked(desk) == expected
    assert sum(count for count, _ in desk.stages(message).values()) == 20


def test_a_draw_done_again_gives_the_lines_that_were_looked_at(desk):
    desk.plan(Plan(None, warnings=False, least=300, most=300))
    desk.declare(*lines(desk, 12))
    with transaction() as session:
        [kept] = samples_of(
            session,
            Tenant(Scope.PROVIDER, desk.provider),
            desk.world.clock.today().replace(month=1),
        )
        again = replay(session, desk.municipality, desk.provider, kept.month)
    assert again is not None
    assert (again.population, again.same, again.draw) == (12, True, kept.draw)
    assert [f"{each.line.reference} sample" for each in again.lines] == picked(desk)


def test_a_line_that_nobody_looked_at_shows_in_the_draw(desk):
    desk.plan(EVERYTHING)
    desk.declare(*lines(desk, 2))
    in_transaction(lambda s: s.execute(text("UPDATE review SET line_id = -line_id")))
    month = desk.world.clock.today().replace(day=1)
    with transaction() as session:
        again = replay(session, desk.municipality, desk.provider, month)
    assert again is not None and not again.same


def test_the_rate_follows_the_errors_of_the_months_before(desk):
    good = lines(desk, 10)
    wrong = [replace(each, amount=each.amount + 1) for each in good[:2]]
    desk.declare(*wrong, *good[2:])
    origin = Origin(1, desk.municipality, desk.provider, Law.WMO)
    today = desk.world.clock.today()
    with transaction() as session:
        found = lines_judged(session, origin, today, today.replace(day=today.day + 1))
        before = lines_judged(session, origin, today.replace(month=1), today)
    assert (found, before) == ((10, 2), (0, 0))
    desk.plan(Plan(None, warnings=False, least=20, most=500))
    desk.world.on_day(40)
    desk.declare(replace(wrong[0], reference="N1", amount=wrong[0].amount - 1))
    sampled = desk.world.scalar("SELECT permille FROM sampling ORDER BY month DESC LIMIT 1")
    assert sampled == 200


def test_a_provider_that_nobody_knows_gets_the_highest_rate(desk):
    desk.plan(Plan(None, warnings=False, least=20, most=500))
    desk.declare(*lines(desk, 1))
    assert desk.world.scalar("SELECT permille FROM sampling") == 500


def test_the_seed_of_a_month_stays_the_same(desk):
    desk.declare(*lines(desk, 1))
    seed = desk.world.scalar("SELECT seed FROM sampling")
    desk.world.allocate(40_000)
    desk.plan(EVERYTHING)
    desk.declare(replace(lines(desk, 1)[0], reference="N2", allocation=40_000))
    assert desk.world.rows()["sampling"] == 1
    assert desk.world.scalar("SELECT seed FROM sampling") == seed
    assert len(seed) == 32


@pytest.mark.parametrize("said", ["hold", "ask", "request-credit"])
def test_a_credit_sets_its_debit_free_so_that_both_net_out(desk, said):
    desk.plan(EVERYTHING)
    [debit] = lines(desk, 1)
    first = desk.declare(debit)
    review = desk.review(first)
    desk.do("ann", said, review)
    second = desk.declare(a_credit(debit))
    assert desk.state(review) == "credited"
    assert desk.stages(first) == {"open": (1, 1250)}
    assert desk.stages(second) == {"open": (1, -1250)}
    assert desk.world.check() == []


def test_a_credit_leaves_a_cleared_debit_as_it_is(desk):
    desk.plan(EVERYTHING)
    [debit] = lines(desk, 1)
    review = desk.review(desk.declare(debit))
    desk.do("ann", "clear", review)
    desk.declare(a_credit(debit))
    assert desk.state(review) == "cleared"


def test_a_message_is_looked_at_when_no_line_waits_for_a_first_look(desk):
    desk.plan(EVERYTHING)
    message = desk.declare(*lines(desk, 2))
    for position in (1, 2):
        with transaction() as session:
            assert not reviewed(session, message)
        desk.do("ann", "hold", desk.review(message, position))
    with transaction() as session:
        assert reviewed(session, message)


def test_one_event_tells_how_many_lines_were_picked(desk):
    desk.plan(EVERYTHING)
    desk.declare(*lines(desk, 3))
    with transaction() as session:
        query = "SELECT detail FROM audit_event WHERE action = 'line.picked'"
        details = session.scalars(text(query)).all()
    assert len(details) == 1
