"""Asking and answering: part by part, killed and resumed, by two workers, stopped, put away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from declarations.rulebook import RuleBook
from declarations.rules import RULEBOOK
from portal.clock import FixedClock
from portal.hindsight import asking, book, service, working
from portal.hindsight.chores import forgetting_answers
from portal.hindsight.service import AsOf, Difference, Question, Totals, messages_to_judge, reassess
from portal.hindsight.working import go_on
from portal.intake.again import Decided
from portal.store.crypto import Keyring, SealBroken
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from tests.builders import BSN, OTHER_BSN
from tests.hindsight.world import WHOLE, Asking
from tests.intake.world import OTHER_MUNICIPALITY
from tests.misfits.world import JULY, JUNE, MAY, of, the_end_of


def by_command(world: Asking, as_of: AsOf = AsOf.NOW) -> tuple[Totals, list[Difference]]:
    """What the command would count for the same question."""
    question = Question(*WHOLE, as_of, RULEBOOK)
    totals = Totals()
    parts = reassess(question, messages_to_judge(question), world.keyring, totals)
    return totals, [each for part in parts for each in part]


def several(world: Asking, count: int) -> None:
    """More messages, each with a line of another reference that falls."""
    for number in range(count):
        world.send(replace(of(JUNE), reference=f"X{number}"))


def test_a_citizen_number_that_a_sender_took_for_a_reference_is_not_kept(world: Asking) -> None:
    world.send(replace(of(JUNE), reference=BSN))
    world.shorten()
    run_id = world.ask().run_id
    world.work()
    assert world.found(run_id).lines
    with transaction() as session:
        kept = session.scalars(text("SELECT reference FROM hindsight_line")).all()
    assert kept
    assert BSN not in kept
    assert world.check() == []


def test_answer_is_what_the_command_counts(world: Asking) -> None:
    several(world, 3)
    world.shorten()
    before = world.standing()
    run_id = world.ask().run_id
    world.work()
    run, answer = world.found(run_id), world.answer(run_id)
    totals, found = by_command(world)
    assert run.complete
    assert (run.messages, run.unread, run.lines) == (totals.messages, 0, len(found))
    assert (answer.whole.rejected, answer.whole.awarded) == (totals.rejected, totals.awarded)
    assert answer.whole.other == totals.other
    assert answer.whole.cents == totals.cents < 0
    rules = {each.key: (each.sides.lines, each.sides.cents) for each in answer.rules}
    assert rules == {rule: (each.lines, each.cents) for rule, each in totals.by_rule.items()}
    providers = {each.name: each.sides.lines for each in answer.providers}
    assert providers == dict(totals.providers)
    assert sum(each.lines for each in answer.months.values()) == totals.changed
    assert world.standing() == before, "nothing is touched"
    assert world.check() == []


def test_each_line_names_what_it_broke_itself(world: Asking) -> None:
    allocation = {"number": 20073, "bsn": OTHER_BSN}
    world.allocate(**allocation)
    fine = replace(of(JUNE), reference="FINE", allocation=20073)
    too_much = replace(of(JULY), reference="TOO MUCH", allocation=20073, volume=40, amount=50000)
    verdict = world.submit(world.in_july(fine, too_much, bsn=OTHER_BSN))
    assert [each.awarded for each in verdict.lines] == [True, False]
    world.allocate(**allocation, end=the_end_of(MAY), assigned_at="2023-08-01T09:00:00")
    run_id = world.ask().run_id
    world.work()
    rules = "SELECT rules FROM hindsight_line WHERE run_id = :run AND reference = 'FINE'"
    assert world.scalar(rules, run=run_id) == "TR308"
    assert world.scalar(rules.replace("FINE", "TOO MUCH"), run=run_id) == "TR308"


def test_nothing_differs_with_what_was_known_then(world: Asking) -> None:
    world.shorten()
    run_id = world.ask(as_of=AsOf.THEN).run_id
    world.work()
    assert world.found(run_id).complete
    assert world.found(run_id).messages == 1
    assert world.answer(run_id).whole.lines == 0


def test_other_months_are_left_out(world: Asking) -> None:
    world.shorten()
    run_id = world.ask(first=date(2023, 5, 1), last=date(2023, 6, 30)).run_id
    world.work()
    assert world.found(run_id).messages == 0, "the message is about July"


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message is a part of its own."""
    monkeypatch.setattr(working, "MESSAGES", 1)


class Killed(BaseException):
    """What a worker that is killed comes to: nothing of its own is handled any more."""


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("where", ["reassess", "_store"])
def test_killed_in_the_middle_it_goes_on_and_counts_nothing_twice(
    world: Asking, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    several(world, 3)
    world.shorten()
    run_id = world.ask().run_id
    assert world.step(run_id)
    half = world.found(run_id)
    assert (half.messages, half.running) == (1, True)
    real = getattr(working, where)

    def killed(*given: object) -> None:
        real(*given)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(working, where, killed)
        with pytest.raises(Killed):
            world.step(run_id)
    assert world.found(run_id) == half, "what was in hand is not kept"
    world.work()
    totals, found = by_command(world)
    assert (world.found(run_id).messages, world.found(run_id).lines) == (4, len(found))
    assert world.answer(run_id).whole.rejected == totals.rejected


@pytest.mark.usefixtures("one_by_one")
def test_two_workers_at_once_count_nothing_twice(app: Flask, world: Asking) -> None:
    several(world, 4)
    world.shorten()
    run_id = world.ask().run_id
    turn = go_on(app, world.clock)

    def work() -> None:
        while turn(run_id):
            pass

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(work) for _ in range(2)]:
            each.result()
    totals, _found = by_command(world)
    assert world.found(run_id).messages == totals.messages == 5
    assert world.answer(run_id).whole.rejected == totals.rejected


@pytest.mark.usefixtures("one_by_one")
def test_too_late_with_a_part_is_no_part(world: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    several(world, 1)
    run_id = world.ask().run_id
    real = working.reassess

    def overtaken(*given: object) -> object:
        monkeypatch.setattr(working, "reassess", real)
        assert world.step(run_id), "another worker does the same part meanwhile"
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "reassess", overtaken)
    assert world.step(run_id)
    assert world.found(run_id).messages == 1


def test_what_was_judged_after_the_question_is_left_out(world: Asking) -> None:
    run_id = world.ask().run_id
    world.clock = FixedClock(world.clock.now() + timedelta(minutes=5))
    world.send(replace(of(JUNE), reference="LATER"))
    world.work()
    assert world.found(run_id).messages == 1


def test_what_does_not_open_is_counted_and_holds_up_nothing(
    world: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(world, 1)
    real, first = service.decided, world.scalar("SELECT min(id) FROM message")

    def sealed(session: Session, message_id: int, keyring: Keyring) -> Decided:
        if message_id == first:
            raise SealBroken
        return real(session, message_id, keyring)

    monkeypatch.setattr(service, "decided", sealed)
    run_id = world.ask().run_id
    world.work()
    run = world.found(run_id)
    assert (run.complete, run.messages, run.unread) == (True, 1, 1)


def test_one_question_at_a_time_and_the_same_leads_to_the_one_that_runs(world: Asking) -> None:
    first = world.ask("one")
    assert first.same
    assert world.ask("one") == first, "the same form twice"
    assert world.ask("two") == first, "the same question"
    other = world.ask("three", as_of=AsOf.THEN)
    assert (other.run_id, other.same) == (first.run_id, False)
    assert world.ask("four", OTHER_MUNICIPALITY).run_id != first.run_id
    world.work()
    assert world.ask("one") == first, "also when it is ready: a form asks once"
    assert world.ask("three", as_of=AsOf.THEN).run_id != first.run_id
    assert world.scalar("SELECT count(*) FROM audit_event WHERE action = 'hindsight.asked'") == 3


def test_double_click_asks_once(app: Flask, world: Asking) -> None:
    def click(_number: int) -> int:
        with app.app_context(), acting_for(PORTAL):
            return world.ask("one form").run_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(click, range(4)))) == 1
    assert world.scalar("SELECT count(*) FROM hindsight_run") == 1


def test_stopped_keeps_what_was_found_and_does_no_more(world: Asking) -> None:
    run_id, asker = world.ask().run_id, world.asker()
    elsewhere = world.asker(OTHER_MUNICIPALITY)
    assert not in_transaction(lambda session: asking.stop(session, elsewhere, run_id))
    assert in_transaction(lambda session: asking.stop(session, asker, run_id))
    assert not in_transaction(lambda session: asking.stop(session, asker, run_id))
    assert not world.step(run_id)
    run = world.found(run_id)
    assert (run.state, run.messages, run.total) == ("stopped", 0, 1)
    assert world.scalar("SELECT count(*) FROM audit_event WHERE action = 'hindsight.stopped'") == 1


def test_put_away_leaves_nothing_but_the_trail(world: Asking) -> None:
    world.shorten()
    run_id, asker = world.ask().run_id, world.asker()
    elsewhere = world.asker(OTHER_MUNICIPALITY)
    assert not in_transaction(lambda session: asking.put_away(session, asker, run_id)), "it runs"
    world.work()
    assert not in_transaction(lambda session: asking.put_away(session, elsewhere, run_id))
    assert in_transaction(lambda session: asking.put_away(session, asker, run_id))
    for table in ("run", "line", "rule"):
        assert world.scalar(f"SELECT count(*) FROM hindsight_{table}") == 0
    trail = "SELECT count(*) FROM audit_event WHERE action = 'hindsight.deleted'"
    assert world.scalar(trail) == 1
    assert world.check() == []


def test_answers_are_forgotten_after_ninety_days(app: Flask, world: Asking) -> None:
    world.shorten()
    run_id = world.ask().run_id
    world.work()
    day = world.clock.today()
    assert forgetting_answers(app, FixedClock.on(day + timedelta(days=89)))() == 0
    assert world.found(run_id).lines == 2
    assert forgetting_answers(app, FixedClock.on(day + timedelta(days=91)))() == 1
    assert world.scalar("SELECT count(*) FROM hindsight_rule") == 0


def test_given_up_after_three_failures_so_that_one_can_ask_again(
    world: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = world.ask("one").run_id

    def broken(*_given: object) -> None:
        raise RuntimeError("always")

    monkeypatch.setattr(working, "reassess", broken)
    for _attempt in range(2):
        with pytest.raises(RuntimeError):
            world.step(run_id)
    assert not world.step(run_id)
    assert world.found(run_id).state == "failed"
    assert world.ask("two").run_id != run_id


def announced(name: str, since: date) -> RuleBook:
    """The book in which one rule rejects from that day on only."""
    rules = [replace(each, since=since) if each.rule == name else each for each in RULEBOOK.rules]
    return RuleBook(rules)


def test_rule_to_come_is_tried_as_if_it_rejected(
    world: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.shorten()
    monkeypatch.setattr(book, "RULEBOOK", announced("TR308", date(2030, 1, 1)))
    assert [each.rule for each in book.rules_to_come()] == ["TR308"]
    without = world.ask("one").run_id
    world.work()
    preview = world.ask("two", rule="TR308").run_id
    world.work()
    assert "TR308" not in {each.key for each in world.answer(without).rules}
    assert {each.key for each in world.answer(preview).rules} == {"TR308"}
    assert world.answer(preview).whole.rejected.lines == 2


def test_book_that_changes_on_the_way_ends_the_run(world: Asking) -> None:
    run_id = world.ask().run_id
    with transaction(write=True) as session:
        session.execute(text("UPDATE hindsight_run SET rulebook = 'that of last week'"))
    assert not world.step(run_id)
    assert world.found(run_id).state == "failed"


def test_only_the_own_municipality_is_judged(world: Asking) -> None:
    world.shorten()
    run_id = world.ask("elsewhere", OTHER_MUNICIPALITY).run_id
    world.work()
    assert world.found(run_id, OTHER_MUNICIPALITY).messages == 0
