"""One idempotency key, one effect."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from portal.intake.arrival import Upload
from portal.intake.idempotency import KeyReused
from portal.intake.service import Actor, Receipt, receive
from portal.store.transaction import in_transaction
from tests.builders import PROVIDER
from tests.intake.world import World, the_sample_bytes
from tests.threads import as_portal


def send(world: World, data: bytes, key: str | None, provider: str = PROVIDER) -> Receipt:
    def work(session):  # type: ignore[no-untyped-def]
        actor = Actor(world.account, world._provider(session, provider))
        upload = Upload("323.xml", data, idempotency_key=key)
        return receive(session, upload, actor, world.clock, world.keyring)

    return in_transaction(work)


def batches(world: World) -> int:
    return world.rows()["batch"]


def test_the_same_call_again_gets_the_first_receipt_and_does_nothing(world: World) -> None:
    first = send(world, the_sample_bytes(), "key-1")
    before = world.rows()
    again = send(world, the_sample_bytes(), "key-1")
    assert again.batch == first.batch
    assert [each.message_id for each in again.members] == [
        each.message_id for each in first.members
    ]
    assert world.rows() == before


def test_without_a_key_the_same_bytes_are_another_message(world: World) -> None:
    first, second = (send(world, the_sample_bytes(), None) for _ in range(2))
    assert first.batch != second.batch


def test_another_body_with_the_same_key_is_refused_and_stores_nothing(world: World) -> None:
    send(world, the_sample_bytes(), "key-1")
    before = world.rows()
    with pytest.raises(KeyReused):
        send(world, the_sample_bytes(identification="ANDERS"), "key-1")
    assert world.rows() == before


def test_a_refusal_is_remembered_too(world: World) -> None:
    first = send(world, b"geen xml", "key-1")
    again = send(world, b"geen xml", "key-1")
    assert first.batch is None
    assert again.members[0].findings == first.members[0].findings
    assert world.rows()["refusal"] == 1


def test_two_providers_may_use_the_same_key(world: World) -> None:
    mine = send(world, the_sample_bytes(), "key-1")
    other = send(world, the_sample_bytes(sender="42424242"), "key-1", "42424242")
    assert mine.batch != other.batch


def test_sixteen_at_once_have_one_effect(world: World, app: Flask) -> None:
    data = the_sample_bytes()

    @as_portal
    def call(_: int) -> str | None:
        with app.app_context():
            return send(world, data, "key-1").batch

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(call, range(16)))
    assert len(set(answers)) == 1 and answers[0] is not None
    assert batches(world) == 1
