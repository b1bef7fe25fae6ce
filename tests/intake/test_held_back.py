"""Answers that go out after review: nothing of the verdict is the provider's before that."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from declarations.model import Law
from portal.clock import FixedClock
from portal.intake.batch_list import find_own_batch
from portal.intake.handed_in import find_batch
from portal.intake.service import Receipt
from portal.intake.standing import live_lines_in
from portal.intake.waiting_again import release_answers
from portal.parties.service import find_municipality, find_provider
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import transaction
from tests.builders import MUNICIPALITY, PROVIDER, a_line, xml_of
from tests.intake.test_parking import Waiting

APRIL = date(2023, 4, 1)
TENTH_DAY = date(2023, 5, 25)


@pytest.fixture
def reviewing(app: Flask, keyring: Keyring) -> Waiting:
    """Contracts that answer after review, in a municipality that looks at every line."""
    world = Waiting(keyring)
    world.agree(0, "after-review")
    with transaction(write=True) as session:
        session.execute(
            text(
                "INSERT INTO review_plan (municipality_id, number, amount_from, warnings, least,"
                " most, account_id, recorded_at) SELECT id, 100, 1, true, 0, 0, :account,"
                " CURRENT_TIMESTAMP FROM municipality"
            ),
            {"account": world.account},
        )
    world.allocate()
    return world


def handed_in(world: Waiting) -> Receipt:
    receipt = world.receive(xml_of(world.fresh(a_line())))
    world.judge(receipt)
    return receipt


def seen(receipt: Receipt) -> tuple[str, str | None, int | None, int]:
    """What its provider sees: status, outcome, awarded cents, and lines it may credit."""
    assert receipt.batch is not None
    with transaction() as session:
        provider = find_provider(session, PROVIDER)
        municipality = find_municipality(session, MUNICIPALITY)
    assert provider is not None
    assert municipality is not None
    with acting_for(Tenant(Scope.PROVIDER, provider.id)), transaction() as session:
        batch = find_batch(session, provider.id, receipt.batch)
        assert batch is not None
        [message] = batch.messages
        live = live_lines_in(session, provider.id, municipality.id, Law.WMO, APRIL)
        return batch.status, message.outcome, message.awarded_cents, len(live)


def release(world: Waiting, app: Flask) -> int:
    return release_answers(app, world.clock)()


def test_nothing_of_the_verdict_shows_until_somebody_looked(reviewing: Waiting, app: Flask) -> None:
    receipt = handed_in(reviewing)
    assert seen(receipt) == ("in_review", None, None, 0)
    assert reviewing.answers(receipt) == []
    assert release(reviewing, app) == 0
    assert reviewing.check() == []
    with transaction(write=True) as session:
        session.execute(text("UPDATE review SET state = 'held'"))
    assert release(reviewing, app) == 1
    assert release(reviewing, app) == 0
    assert seen(receipt) == ("done", "awarded", 5000, 1)
    assert len(reviewing.answers(receipt)) == 1
    assert reviewing.events("answer.released") == 1


def test_answer_goes_out_on_the_tenth_working_day(reviewing: Waiting, app: Flask) -> None:
    receipt = handed_in(reviewing)
    reviewing.clock = FixedClock.on(date(2023, 5, 24))
    assert release(reviewing, app) == 0
    reviewing.clock = FixedClock.on(TENTH_DAY)
    assert release(reviewing, app) == 1
    assert len(reviewing.answers(receipt)) == 1
    assert reviewing.check() == []


def test_provider_reads_until_when(reviewing: Waiting) -> None:
    receipt = handed_in(reviewing)
    assert receipt.batch is not None
    with transaction() as session:
        provider = find_provider(session, PROVIDER)
    assert provider is not None
    with acting_for(Tenant(Scope.PROVIDER, provider.id)), transaction() as session:
        batch = find_own_batch(session, provider.id, receipt.batch)
        assert batch is not None
        assert (batch.answer_by, batch.results[0].outcome) == (TENTH_DAY, None)


def test_without_a_picked_line_the_answer_goes_out_at_once(reviewing: Waiting) -> None:
    receipt = reviewing.receive(xml_of(reviewing.fresh(a_line(allocation=20099))))
    reviewing.judge(receipt)
    assert seen(receipt)[:2] == ("done", "rejected")


def test_other_contracts_answer_at_once(reviewing: Waiting) -> None:
    reviewing.agree(0)
    receipt = handed_in(reviewing)
    assert seen(receipt) == ("done", "awarded", 5000, 1)
