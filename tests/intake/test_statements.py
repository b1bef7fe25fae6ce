"""Judging asks the database a fixed number of things, however long the message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from declarations.model import Message
from declarations.picking import Plan
from portal.allocations.service import import_many
from portal.intake.judging import judge_message
from portal.store.database import db
from portal.store.transaction import in_transaction
from tests.allocation_messages import an_allocation, an_allocation_message
from tests.builders import a_client, a_credit, a_line, a_message, citizen_numbers, xml_of
from tests.intake.world import World

MOST = 50
EVERYTHING = Plan(amount_from=1)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement in the order in which it went to the database.

    Rows in bulk count as one, whichever way they go.
    """
    seen: list[str] = []
    engine = db.engine

    def note(_connection, _cursor, statement, *_rest) -> None:
        if "bulk_" not in statement:  # the temporary table on the way of a COPY
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with _noting_bulk(seen):
            yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _noting_bulk(seen: list[str]) -> Iterator[None]:
    """Bulk statements go past SQLAlchemy; the module's own two doors to the driver are watched."""
    from portal.store import bulk

    patch = pytest.MonkeyPatch()
    for name in ("_insert_many", "_copy"):
        real = getattr(bulk, name)

        def noted(*arguments, real=real, name=name):
            seen.append(f"bulk {name}")
            return real(*arguments)

        patch.setattr(bulk, name, noted)
    try:
        yield
    finally:
        patch.undo()


def allocate_all(world: World, message: Message) -> None:
    allocations = [
        an_allocation_message(an_allocation(line.allocation, volume=99), bsn=client.bsn)
        for client in message.declaration.clients
        for line in client.lines
    ]
    imported = in_transaction(
        lambda session: import_many(
            session, allocations, world.clock, world.account, world.keyring
        )
    )
    assert not any(each.refused for each in imported)


def statements_for(world: World, message: Message) -> list[str]:
    receipt = world.receive(xml_of(message))
    [message_id] = world.message_ids(receipt)
    with counted() as seen:
        assert judge_message(message_id, world.account, world.clock, world.keyring)
    return seen


KINDS = ["awarded", "picked", "mixed", "rejected", "unknown clients", "credits"]


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_for_ten_lines_as_for_five_hundred(world: World, kind: str) -> None:
    world.allocate()
    if kind == "picked":
        in_transaction(lambda session: world.pick(session, EVERYTHING))
    world.declare(a_line())  # the first message of all also makes its lane and its counter
    counts = []
    for lines in (10, 500):
        message = made(kind, lines)
        if kind != "unknown clients":
            allocate_all(world, message)
        if kind == "credits":
            assert world.submit(message).declaration == ("8001",)
            message = credits_of(message)
        counts.append(statements_for(world, message))
    few, many = counts
    assert len(few) == len(many), (few, many)
    assert len(few) <= MOST, few


def made(kind: str, lines: int) -> Message:
    """That many lines on allocations of their own, four to a client."""
    first = lines * 10
    wrong = {"rejected": 1, "mixed": 2}.get(kind)  # every line, every second line
    clients = [
        a_client(
            *(
                a_line(
                    reference=f"S{first + n}", allocation=first + n,
                    amount=1 if wrong and n % wrong == 0 else 5000,
                )
                for n in range(start, min(start + 4, lines))
            ),
            bsn=bsn,
        )
        for start, bsn in zip(range(0, lines, 4), citizen_numbers(999900100 + first), strict=False)
    ]  # fmt: skip
    return a_message(*clients, identification=f"I{lines}", number=f"N{lines}")


def credits_of(message: Message) -> Message:
    """A message that takes all of this one back."""
    clients = [
        a_client(*map(a_credit, client.lines), bsn=client.bsn)
        for client in message.declaration.clients
    ]
    number = message.declaration.number
    return a_message(*clients, identification=f"C{number}", number=f"C{number}")
