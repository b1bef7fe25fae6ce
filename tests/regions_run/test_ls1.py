"""LS1: a care ceiling per provider; the last euro, raced by two messages, flags one line."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from declarations.model import Line
from portal.intake.judging import judge_message
from tests.builders import PROVIDER, xml_of
from tests.ceilings.world import Town, a_ceiling, flagged
from tests.threads import as_portal

WORKERS = 16


def handed_in(town: Town, line: Line, **parties: str) -> int:
    """A message that waits to be judged; its id."""
    bsn = parties.pop("bsn", None)
    more = {"bsn": bsn} if bsn else {}
    receipt = town.receive(xml_of(town.fresh(line, **more, **parties)))
    [number] = town.message_ids(receipt)
    return number


def raced(app: Any, town: Town, messages: Sequence[int]) -> int:
    """Judge each message on sixteen connections that start together; how many were judged."""
    ready = Barrier(WORKERS)

    @as_portal
    def work(place: int) -> bool:
        with app.app_context():
            ready.wait()
            message = messages[place % len(messages)]
            return judge_message(message, town.account, town.clock, town.keyring)

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(work, range(WORKERS)))


def test_the_last_euro_is_given_once(town):
    town.ceilings(a_ceiling(name="Zorgplafond jeugd met een beperking"))
    assert flagged(town.send(town.line(75))) == []
    assert flagged(town.send(town.line(25))) == []
    assert flagged(town.send(town.line(25))) == [("PLAFOND-zorg", 1)]
    [review] = town.reviews().values()
    assert town.let_through(town.somebody(), [review], "Er is geen ander aanbod.") == 1
    assert town.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_messages_race_for_the_last_euro(app, town):
    town.ceilings(a_ceiling())
    town.send(town.line(75))
    messages = [handed_in(town, town.line(25), sender=PROVIDER) for _ in range(2)]
    assert raced(app, town, messages) == 2
    assert town.used() == 12_500
    assert [(above, why) for _, above, why in town.over()] == [(2500, "over")]
    assert len(town.reviews()) == 1
    assert town.check() == []
