"""One person clicks sixteen times at once, on PostgreSQL: one effect, and the rest is refused."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import portal.store.transaction as transactions
from portal.approvals.service import Target, check
from portal.identity.service import Role
from portal.settlement.holding import hold
from portal.store.transaction import is_conflict, transaction
from tests.payments.till import pain_002
from tests.statuses.deciding import WHY, post
from tests.statuses.drivers import DRAWING_UP, DRIVERS
from tests.statuses.graphs import ROLES, Act, Crowd, Driver, Handle
from tests.statuses.paying import Paid, bring_payment, reports
from tests.statuses.town import Town
from tests.threads import as_portal

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
Form = Callable[[], dict[str, Any]]
Undo = Callable[[Town, str], tuple[str, Form]]
CLICKS = 16
# a second file is the first one; a second run of nothing is said in a sentence on the same page
SAME_AGAIN = {"export", "draw-up"}


def click(browsers: list[FlaskClient], act: Act, thing: Handle) -> Counter[int]:
    """Every browser does it at the same moment; how often each answer was given."""
    ready = Barrier(len(browsers))

    def one(browser: FlaskClient) -> int:
        ready.wait()
        return act(browser, thing)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return Counter(pool.map(one, browsers))


def ways(driver: Driver) -> list[tuple[str, str, Role, str]]:
    """The first status and role in which each action may be done, and where it leads."""
    found: dict[str, tuple[str, str, Role, str]] = {}
    for status in driver.statuses():
        for action in driver.acts:
            for role in ROLES:
                wanted = driver.leads_to(status, action, role)
                if wanted is not None and action not in found:
                    found[action] = (action, status, role, wanted)
    return list(found.values())


def events_of(work: Callable[[], Any]) -> Counter[str]:
    """What the trail says of it."""
    with transaction() as session:
        last = session.scalar(text("SELECT max(id) FROM audit_event"))
    work()
    with transaction() as session:
        rows = session.scalars(text("SELECT action FROM audit_event WHERE id > :l"), {"l": last})
        return Counter(each for each in rows if each != "payment.held")


@pytest.mark.parametrize("driver", (*DRIVERS, DRAWING_UP), ids=lambda each: "-".join(each.acts))
def test_sixteen_clicks_have_one_effect(town: Town, crowd: Crowd, driver: Driver) -> None:
    browsers = {
        role: [crowd.browser(role) for _ in range(CLICKS)] for _, _, role, _ in ways(driver)
    }
    for action, status, role, wanted in ways(driver):
        act = driver.acts[action]
        thing = driver.bring(town, status)
        once = events_of(lambda: act(crowd.browsers[role], thing))  # noqa: B023
        thing = driver.bring(town, status)
        answers: Counter[int] = Counter()
        told = events_of(lambda: answers.update(click(browsers[role], act, thing)))  # noqa: B023
        told_of = (action, status, answers)
        assert driver.state(town, thing) == wanted, told_of
        assert told == once and once, (told_of, told, once)
        if action in SAME_AGAIN:
            assert answers == {303: CLICKS}, told_of
        else:
            assert answers == {303: 1, 409: CLICKS - 1}, told_of
    assert town.world.check() == []


def test_sixteen_read_the_same_report_of_the_bank(town: Town, crowd: Crowd) -> None:
    paid: Paid = bring_payment(town, "released")
    town.export(paid.run)
    browsers = [crowd.browser(Role.PAYMENTS) for _ in range(CLICKS)]
    answers: Counter[int] = Counter()
    told = events_of(lambda: answers.update(click(browsers, reports, paid)))
    assert answers == {303: CLICKS}
    assert told == {"bank-report.read": 1, "payment-run.settled": 1}
    assert town.totals() == {"paid": 5000}
    assert town.world.check() == []


def test_sixteen_decide_about_many_declarations(town: Town, crowd: Crowd) -> None:
    messages = [town.declared(5000) for _ in range(6)]
    chosen = [f"{each}.1.5000" for each in messages]
    for role, word, stage in (
        (Role.CHECKER, "controleren", "checked"), (Role.APPROVER, "goedkeuren", "approved"),
    ):  # fmt: skip
        browsers = [crowd.browser(role) for _ in range(CLICKS)]
        answers = click(browsers, lambda who, form: post(who, *form), (
            f"/goedkeuring/{word}", {"keuze": chosen},
        ))  # fmt: skip
        assert answers == {303: 1, 409: CLICKS - 1}
        assert town.totals() == {stage: 30000}
    assert town.world.check() == []


WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def until_waiting(count: int) -> None:
    """Until so many wait for somebody else's row."""
    for _ in range(500):
        with transaction() as session:
            if session.scalar(WAITING) == count:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_who_holds_a_declaration_holds_what_became_of_it_too(town: Town, app: Flask) -> None:
    """The second sees no checked lines when he begins to wait; the third does."""
    message = town.declared(5000)
    takes, goes_on = Event(), Event()

    @as_portal
    def second() -> None:
        with app.app_context(), transaction(write=True) as session:
            hold(session, [message])
            takes.set()
            assert goes_on.wait(20)
            hold(session, [message])

    @as_portal
    def third() -> None:
        with app.app_context(), transaction(write=True) as session:
            hold(session, [message])

    with ThreadPoolExecutor(2) as pool:
        with transaction(write=True) as session:
            hold(session, [message])
            waits = pool.submit(second)
            until_waiting(1)
            check(session, town.people["cora"], Target(message), town.world.clock)
        assert takes.wait(20)
        comes_later = pool.submit(third)
        until_waiting(1)
        goes_on.set()
        waits.result(20)
        comes_later.result(20)


def calls_off(town: Town, number: str) -> tuple[str, Form]:
    """To call a run off that was drawn up."""
    return f"/betaalrun/{number}/annuleren", dict


def sends_back(town: Town, number: str) -> tuple[str, Form]:
    """To read that the bank did nothing of a run that went out."""
    town.sign(number)
    town.release(number)
    town.export(number)
    report = pain_002(f"{town.code}-{number}", whole="RJCT")
    return f"/betaalrun/{number}/bankbericht", lambda: {"file": (BytesIO(report), "b.xml")}


@pytest.mark.parametrize("undo", [calls_off, sends_back])
def test_lines_come_back_while_their_approvals_are_withdrawn(
    town: Town, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, undo: Undo
) -> None:
    """All hold the same declarations in the same order: nobody gives way and tries again."""
    gave_way: list[DBAPIError] = []

    def noticed(error: DBAPIError) -> bool:
        gave_way.append(error)
        return is_conflict(error)

    monkeypatch.setattr(transactions, "is_conflict", noticed)
    messages = [town.approved(5000) for _ in range(8)]
    address, form = undo(town, town.draw_up())
    payer = crowd.browser(Role.PAYMENTS)
    approvers = [crowd.browser(Role.APPROVER) for _ in range(CLICKS - 1)]

    def turn(who: FlaskClient, _thing: None) -> int:
        if who is payer:
            return post(who, address, form())
        withdrawn = [f"/goedkeuring/{each}/ronde/1/intrekken" for each in messages]
        return max(post(who, each, WHY) for each in withdrawn)

    answers = click([payer, *approvers], turn, None)
    assert set(answers) <= {303, 409}
    assert gave_way == []
    assert sum(town.totals().values()) == 8 * 5000 and set(town.totals()) <= {"open", "approved"}
    assert town.world.check() == []
