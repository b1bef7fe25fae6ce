"""The clocks of both sides, as the days go by."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from portal.parties.service import find_municipality, find_provider
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import transaction
from portal.terms.clocks import clocks_of
from tests.builders import MUNICIPALITY, OTHER_BSN, PROVIDER, a_line, xml_of

APRIL = date(2023, 4, 1)


def clocks(today, side=Scope.MUNICIPALITY, kind=None):
    """Those of the municipality or the provider of the world on that day."""
    with transaction() as session:
        if side is Scope.MUNICIPALITY:
            party = find_municipality(session, MUNICIPALITY)
        else:
            party = find_provider(session, PROVIDER)
        found = clocks_of(session, Tenant(side, party.id), today)
    return [each for each in found if kind in (None, each.kind)]


def of_provider(today, kind):
    """Those of the provider, of one kind."""
    return clocks(today, Scope.PROVIDER, kind)


def test_what_is_not_judged_is_to_be_answered_within_ten_working_days(world):
    world.allocate()
    world.receive(xml_of(world.fresh(a_line(reference="R1"))))
    [clock] = clocks(world.clock.today())
    # 10 May; the 18th is Ascension Day, and the 29th Whit Monday comes after
    assert (clock.kind, clock.since, clock.due) == ("answer", date(2023, 5, 10), date(2023, 5, 25))
    assert (clock.left, clock.late, clock.cents) == (10, False, None)
    [after] = clocks(date(2023, 5, 27))
    assert (after.left, after.late) == (-1, True)


def test_what_is_awarded_is_to_be_paid_within_thirty_days_of_its_date(world):
    world.allocate()
    world.declare(a_line(reference="R1"), a_line(reference="R2", allocation=99))
    [clock] = clocks(date(2023, 5, 11))
    with transaction() as session:
        dated = session.scalar(text("SELECT dated FROM declaration"))
    assert clock.kind == "pay"
    assert (clock.due - date.fromisoformat(str(dated))).days == 30
    assert (clock.count, clock.cents) == (1, 5000)
    assert clock.left == (clock.due - date(2023, 5, 11)).days


def test_nothing_is_left_to_pay_once_it_is_released(world):
    world.allocate()
    world.declare(a_line(reference="R1"))
    with transaction(write=True) as session:
        session.execute(text("UPDATE stage SET stage = 'released'"))
    assert clocks(date(2023, 5, 11)) == []


def test_months_that_are_over_are_to_be_declared_by_the_end_of_the_next(world):
    world.allocate(start=date(2023, 3, 15), end=date(2023, 12, 31))
    found = of_provider(date(2023, 5, 10), "declare")
    assert [(each.since, each.due, each.left) for each in found] == [
        (date(2023, 3, 1), date(2023, 4, 30), -10),
        (date(2023, 4, 1), date(2023, 5, 31), 21),
    ]
    world.declare(a_line(reference="R1"))
    assert [each.since for each in of_provider(date(2023, 5, 10), "declare")] == [date(2023, 3, 1)]


def test_no_other_party_has_them(world):
    world.allocate()
    world.declare(a_line(reference="R1"))
    with transaction() as session:
        other = find_municipality(session, "0855")
        assert clocks_of(session, Tenant(Scope.MUNICIPALITY, other.id), date(2023, 5, 11)) == []
        assert clocks_of(session, Tenant(Scope.REGION, 1), date(2023, 5, 11)) == []


def test_rejected_lines_are_to_be_mended_in_this_period_or_the_next(world):
    world.allocate()
    world.declare(a_line(reference="R1", amount=5001))
    [clock] = of_provider(date(2023, 5, 10), "mend")
    assert (clock.since, clock.due) == (APRIL, date(2023, 6, 30))
    assert (clock.count, clock.cents) == (1, 5001)
    world.declare(a_line(reference="R2"))
    assert of_provider(date(2023, 5, 10), "mend") == []


def test_what_began_without_a_start_is_to_be_reported(world):
    world.allocate(start=date(2023, 5, 4), end=date(2023, 12, 31))
    world.allocate(20073, bsn=OTHER_BSN, start=date(2023, 5, 4), end=date(2023, 12, 31))
    [clock] = of_provider(date(2023, 5, 10), "start")
    # five working days over a weekend; 5 May counts
    assert (clock.count, clock.due, clock.left) == (2, date(2023, 5, 11), 1)


def test_over_new_year_terms_run_on(world):
    world.allocate(start=date(2023, 12, 5), end=date(2023, 12, 31))
    [clock] = of_provider(date(2024, 1, 2), "declare")
    assert (clock.since, clock.due) == (date(2023, 12, 1), date(2024, 1, 31))


def looked_at(state, due=None):
    """Have the only line looked at; where the municipality is waiting for its provider."""
    with transaction(write=True) as session:
        session.execute(
            text(
                "INSERT INTO review (line_id, message_id, municipality_id, provider_id, law,"
                " reasons, cents, state, picked_at, due)"
                " SELECT id, message_id, municipality_id, provider_id, law, 'checker',"
                " amount_cents, :state, :now, :due FROM line"
            ),
            {"state": state, "due": due, "now": datetime(2023, 5, 10, tzinfo=UTC)},
        )


def test_a_question_ends_on_the_day_that_the_checker_named(world):
    world.allocate()
    world.declare(a_line(reference="R1"))
    looked_at("asked", date(2023, 5, 19))
    [clock] = of_provider(date(2023, 5, 17), "question")
    # the 18th is Ascension Day
    assert (clock.due, clock.left, clock.cents, clock.subject) == (
        date(2023, 5, 19), 1, 5000, "review",
    )  # fmt: skip


def test_a_credit_is_due_two_months_after_the_award(world):
    world.allocate()
    world.declare(a_line(reference="R1"))
    looked_at("credit-requested")
    [clock] = of_provider(date(2023, 7, 11), "credit")
    assert (clock.since, clock.due, clock.left) == (date(2023, 5, 10), date(2023, 7, 10), -1)


def test_what_is_cleared_asks_nothing_of_the_provider(world):
    world.allocate()
    world.declare(a_line(reference="R1"))
    looked_at("cleared", date(2023, 5, 19))
    assert of_provider(date(2023, 5, 17), "question") == []


def test_an_answer_held_back_runs_for_the_municipality_and_tells_the_provider_nothing(world):
    world.allocate()
    world.declare(a_line(reference="R1", amount=5001))
    with transaction(write=True) as session:
        session.execute(
            text(
                "INSERT INTO answer_release (message_id, municipality_id, provider_id, due)"
                " SELECT id, municipality_id, provider_id, '2023-05-25' FROM message"
            )
        )
    assert of_provider(date(2023, 5, 10), "mend") == []
    [clock] = clocks(date(2023, 5, 11))
    assert (clock.kind, clock.due, clock.cents) == ("answer", date(2023, 5, 25), 5001)


def test_net_credits_are_not_to_be_paid(world):
    world.allocate()
    world.declare(a_line(reference="R1"))
    with transaction(write=True) as session:
        session.execute(text("UPDATE stage SET cents = -cents"))
    assert clocks(date(2023, 5, 11)) == []


def test_a_month_with_a_nil_return_is_declared(world):
    world.allocate(start=date(2023, 3, 15), end=date(2023, 3, 31))
    assert len(of_provider(date(2023, 5, 10), "declare")) == 1
    with transaction(write=True) as session:
        session.execute(
            text(
                "INSERT INTO nil_return (municipality_id, provider_id, law, month, account_id,"
                " declared_at) SELECT municipality_id, provider_id, law, '2023-03-01', :account,"
                " :now FROM allocation"
            ),
            {"account": world.account, "now": datetime(2023, 5, 10, tzinfo=UTC)},
        )
    assert of_provider(date(2023, 5, 10), "declare") == []
