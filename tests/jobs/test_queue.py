"""The queue on PostgreSQL: made with the message, and the busiest sender last."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.jobs.service import enqueue, worker_alive
from portal.store.transaction import transaction
from tests.builders import a_message, xml_of
from tests.intake.world import OTHER_PROVIDER, World

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
JOBS = "SELECT args, priority FROM procrastinate_jobs ORDER BY priority DESC, id"


def jobs(session) -> list[tuple[int, int]]:
    return [(row.args["message_id"], row.priority) for row in session.execute(text(JOBS))]


def test_a_job_is_made_in_the_transaction_of_its_message(app, keyring):
    world = World(keyring)
    with transaction(write=True) as session:
        enqueue(session, 1, 0)
        session.rollback()
    with transaction() as session:
        assert jobs(session) == []
    receipt = world.receive(xml_of(a_message()))
    with transaction() as session:
        [(message_id, _)] = jobs(session)
    assert [message_id] == world.message_ids(receipt)


def test_a_big_sender_does_not_hold_up_a_small_one(app, keyring):
    world = World(keyring)
    big = [world.receive(xml_of(a_message(identification=f"B{n}"))) for n in range(6)]
    small = world.receive(xml_of(a_message(sender=OTHER_PROVIDER)))
    order = [world.message_ids(each)[0] for each in (big[0], small, *big[1:])]
    with transaction() as session:
        found = [message_id for message_id, _ in jobs(session)]
    assert sorted(found) == sorted(order)
    assert found == order


def test_a_refused_file_makes_no_job(app, keyring):
    world = World(keyring)
    world.receive(b"geen XML")
    with transaction() as session:
        assert jobs(session) == []


def test_a_worker_counts_as_gone_when_it_has_been_silent(app, database):
    with transaction() as session:
        assert not worker_alive(session)
    with transaction(write=True) as session:
        session.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"))
    with transaction() as session:
        assert worker_alive(session)
    old = text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    with transaction(write=True) as session:
        session.execute(old)
    with transaction() as session:
        assert not worker_alive(session)
