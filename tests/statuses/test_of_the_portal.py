"""Batches, declarations and lines move by the portal alone: no route moves one out of turn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from declarations.lifecycle import GRAPHS, PORTAL, Kind, NotAllowed, after
from portal.intake.judging import judge_message
from portal.intake.service import Receipt
from portal.intake.waiting_again import judge_again
from portal.store.crypto import Keyring
from portal.store.transaction import transaction
from portal.web.permissions import PERMISSIONS
from tests.builders import PROVIDER, a_line, xml_of
from tests.intake.test_parking import UNKNOWN, Waiting
from tests.statuses.graphs import Crowd, dump
from tests.statuses.town import Town
from tests.threads import as_portal

# who comes in, by which browser, and for whom: no thing of the declarations is in it
AT_THE_DOOR = ("identity.", "api-")
SAID = {
    "text": "Omdat.", "reason": "klopt niet", "days": "5", "doen": "vrijgeven", "zoek": "R1",
    "pay_on": "2023-05-11",
}  # fmt: skip


@dataclass(frozen=True)
class HandedIn:
    """A declaration with a line that is right and one on an allocation that nobody sent."""

    receipt: Receipt
    data: bytes
    message: int


@pytest.fixture
def town(app: Flask, keyring: Keyring) -> Town:
    """The town under contracts that let lines wait for the municipality."""
    world = Waiting(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    return Town(world)


def handed_in(town: Town, status: str) -> HandedIn:
    """One that was received, waits for the municipality, or was judged."""
    number = next(town.numbers)
    town.world.allocate(number, volume=10_000, municipality=town.code)
    other = number if status == "judged" else UNKNOWN
    good = a_line(reference=f"R{number}", allocation=number)
    beside = a_line(reference=f"S{number}", allocation=other, volume=2)
    data = xml_of(town.world.fresh(good, beside, receiver=town.code))
    receipt = town.world.receive(data, provider=PROVIDER)
    if status != "received":
        town.world.judge(receipt)
    return HandedIn(receipt, data, town.world.message_ids(receipt)[0])


def stands(it: HandedIn) -> dict[str, list[Any]]:
    """The status of the batch, of the declaration, and of each line, with when it got there."""
    ask = {
        "batch": "SELECT state, done_at FROM batch WHERE id ="
        " (SELECT batch_id FROM message WHERE id = :m)",
        "message": "SELECT state, outcome, judged_at FROM message WHERE id = :m",
        "line": "SELECT id, state, amount_cents FROM line WHERE message_id = :m ORDER BY id",
    }
    with transaction() as session:
        return {
            name: [tuple(row) for row in session.execute(text(question), {"m": it.message})]
            for name, question in ask.items()
        }


def addresses(app: Flask, it: HandedIn, lines: list[int]) -> Iterator[tuple[str, str]]:
    """Every address that something can be posted to about this declaration, with its route."""
    known = {
        "batch": [it.receipt.batch], "position": [1], "line": [1, 2], "judged_line": lines,
        "declaration": [it.message], "round": [1], "run": ["2023-0001"], "draft": ["1"],
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.endpoint.startswith(AT_THE_DOOR):
            for values in filled(rule, known):
                yield adapter.build(rule.endpoint, values, "POST"), rule.endpoint


def filled(rule: Rule, known: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Every way to fill in the parameters of a rule; what is not known here is the first one."""
    choices = [
        sorted(converter.items) if isinstance(converter, AnyConverter) else known.get(name, [1])
        for name, converter in rule._converters.items()
    ]
    for values in itertools.product(*choices):
        yield dict(zip(rule._converters, values, strict=True))


@pytest.mark.parametrize("status", ["received", "parked", "judged"])
def test_no_route_moves_a_batch_a_declaration_or_a_line(
    app: Flask, town: Town, crowd: Crowd, status: str
) -> None:
    it = handed_in(town, status)
    before = stands(it)
    lines = [each[0] for each in before["line"]]
    form = {**SAID, "regel": lines, "keuze": [f"{it.message}.2.7500", f"{it.message}.1.5000"]}
    moved, answers = [], set()
    for address, endpoint in addresses(app, it, lines):
        for role in sorted(PERMISSIONS[endpoint].roles & set(crowd.browsers)):
            answer = crowd.browsers[role].post(address, data=form)
            answers.add(answer.status_code)
            if stands(it) != before:
                moved.append(f"{role} {address}: {answer.status_code}")
    assert not moved, "\n".join(moved)
    assert 500 not in answers and 303 in answers


@pytest.mark.parametrize("status", ["parked", "judged"])
def test_judging_once_more_changes_nothing(town: Town, crowd: Crowd, status: str) -> None:
    it, world = handed_in(town, status), town.world
    before = dump()
    assert not judge_message(it.message, world.account, world.clock, world.keyring)
    assert not judge_again(it.message, world.account, world.clock, world.keyring)
    assert dump() == before


def test_handing_in_twice_leaves_the_first_as_it_is(town: Town, crowd: Crowd) -> None:
    it, world = handed_in(town, "judged"), town.world
    before, totals = stands(it), town.totals()
    again = world.receive(it.data, provider=PROVIDER)
    if again.batch is not None:
        world.judge(again)
    assert stands(it) == before and town.totals() == totals
    assert world.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_sixteen_judge_at_once_and_one_does(app: Flask, town: Town) -> None:
    it, world = handed_in(town, "received"), town.world
    ready = Barrier(16)

    def at_once(judging: Callable[[], bool]) -> list[bool]:
        @as_portal
        def work(_place: int) -> bool:
            with app.app_context():
                ready.wait()
                return judging()

        with ThreadPoolExecutor(16) as pool:
            return sorted(pool.map(work, range(16)))

    arguments = (it.message, world.account, world.clock, world.keyring)
    assert at_once(lambda: judge_message(*arguments)) == [False] * 15 + [True]
    assert world.scalar("SELECT count(*) FROM line WHERE state = 'parked'") == 1
    town.world.allocate(UNKNOWN, volume=10_000, municipality=town.code)
    assert at_once(lambda: judge_again(*arguments)) == [False] * 15 + [True]
    assert [each[1] for each in stands(it)["line"]] == ["awarded", "awarded"]
    assert world.check() == []


@pytest.mark.parametrize("kind", [Kind.BATCH, Kind.DECLARATION, Kind.LINE])
def test_after_the_receipt_these_are_the_portals_alone(kind: Kind) -> None:
    for step in GRAPHS[kind]:
        for status in step.before - {"new"}:
            assert after(kind, status, step.action, PORTAL) == step.after
            for role in ("provider-clerk", "provider-admin", "checker", "approver", "payments"):
                with pytest.raises(NotAllowed):
                    after(kind, status, step.action, role)
