"""Messages on their way to their pages: handed in, judged, and opened by who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from declarations.model import Client, Law, Line, Message
from portal.allocations.service import import_many
from portal.app import create_app
from portal.config import Mode, Settings
from portal.store.crypto import Keyring
from portal.store.database import db
from portal.store.transaction import in_transaction, transaction
from tests.allocation_messages import an_allocation, an_allocation_message
from tests.builders import (
    CATEGORY,
    MUNICIPALITY,
    PROVIDER,
    a_client,
    a_line,
    a_message,
    citizen_numbers,
    xml_of,
)
from tests.databases import TestDatabase
from tests.identity.people import people, signed_in
from tests.intake.world import World

CLERK, CHECKER = "provider-clerk@zorg.example", "checker@diemen.example"
STRANGER, ELSEWHERE = "provider-clerk@ander.example", "checker@tilburg.example"
DATA_KEY = bytes(range(32))
PER_CLIENT = 4


class Apart(FlaskClient):
    """A browser whose requests share nothing with those of another in the same test."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        """Ask in a context of its own, as a server does."""
        with self.application.app_context():
            return super().open(*arguments, **options)


@dataclass
class Pages:
    """The world with its people, who open pages in browsers of their own."""

    app: Flask
    world: World

    def __post_init__(self) -> None:
        in_transaction(lambda session: len(people(session, self.world.clock)))
        self.app.config.update(PORTAL_CLOCK=self.world.clock, WTF_CSRF_ENABLED=False)
        self.app.test_client_class = Apart
        self.browsers: dict[str, FlaskClient] = {}
        self.known = 0

    def browser(self, email: str = CLERK) -> FlaskClient:
        """The browser of somebody who is signed in."""
        if email not in self.browsers:
            self.browsers[email] = signed_in(self.app, email)
        return self.browsers[email]

    def hand_in(self, message: Message, reference: str | None = "april") -> str:
        """Hand in and judge a message of values; gives the address of its page."""
        return self.hand_in_bytes(xml_of(message), reference)

    def hand_in_bytes(self, data: bytes, reference: str | None = "april") -> str:
        """Hand in and judge a message; gives the address of its page."""
        receipt = self.world.receive(data, reference=reference)
        self.world.judge(receipt)
        return f"/aanleveringen/{receipt.batch}/1"

    def read(self, address: str, email: str = CLERK) -> str:
        """The page at that address, which must be there."""
        answer = self.browser(email).get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def seen(self) -> list[tuple[str, str]]:
        """The purpose and subject of every new entry in the access log, oldest first."""
        with transaction() as session:
            rows = session.execute(text("SELECT purpose, object_type FROM access_log ORDER BY id"))
            entries = [(row.purpose, row.object_type) for row in rows]
        known, self.known = self.known, len(entries)
        return entries[known:]


@contextmanager
def pages_on(database: TestDatabase) -> Iterator[Pages]:
    """The world and its people on a database of their own, for tests that share them."""
    settings = Settings(Mode.TEST, database.url, DATA_KEY, "s" * 32)
    app = create_app(settings)
    with app.app_context():
        yield Pages(app, World(Keyring(DATA_KEY, settings.data_key_id)))
        db.engine.dispose()


def _clients(lines: int) -> Iterator[tuple[str, list[int]]]:
    """Citizen numbers with the numbers of their allocations, four each."""
    numbers = citizen_numbers()
    for first in range(0, lines, PER_CLIENT):
        yield next(numbers), [100_000 + n for n in range(first, min(first + PER_CLIENT, lines))]


def allocate_many(world: World, lines: int, law: Law = Law.WMO) -> None:
    """An allocation for each line of a large message, of forty hours a month."""
    category = CATEGORY[law]
    messages = [
        an_allocation_message(
            an_allocation(number, category=category, code=f"{category}A03", volume=40),
            law=law, municipality=MUNICIPALITY, provider=PROVIDER, bsn=bsn,
        )
        for bsn, allocated in _clients(lines)
        for number in allocated
    ]  # fmt: skip
    imported = in_transaction(
        lambda session: import_many(session, messages, world.clock, world.account, world.keyring)
    )
    assert not any(each.refused for each in imported), imported[0].findings


def a_month_of_care(lines: int, wrong: dict[int, dict[str, object]] | None = None) -> Message:
    """A message of that many lines, each on its own allocation; ``wrong`` changes lines by place.

    A changed line that has no amount of its own gets that of its volume and tariff.
    """
    changes = wrong or {}
    clients = []
    for bsn, allocated in _clients(lines):
        own = [_line(number, changes.get(number - 100_000, {})) for number in allocated]
        clients.append(Client(bsn, tuple(own)))
    return a_message(*clients, number="DN0426")


def _line(number: int, changes: dict[str, object]) -> Line:
    place = number - 100_000
    fields = {"reference": f"R-{10_000 + place}", "allocation": number, "volume": 1 + place % 40}
    return a_line(**{**fields, **changes})


TWELVE = {
    **{place: {"tariff": 1300, "volume": 12} for place in range(10, 90, 10)},  # eight times
    101: {"allocation": 999},
    102: {"allocation": 998},
    103: {"allocation": 997},
    200: {"amount": 100},
}
"""What is wrong with twelve lines of a month: eight tariffs, three allocations, one amount."""


def unknown(message: Message) -> Message:
    """The same message about one client more, whom nobody allocated anything."""
    stranger = a_client(
        a_line(reference="U1", allocation=1), a_line(reference="U2", allocation=2), bsn="999999990"
    )
    declared = message.declaration
    lines = [*message.lines(), *stranger.lines]
    total = sum(line.signed_cents for line in lines)
    return replace(
        message,
        declaration=replace(declared, clients=(*declared.clients, stranger), total=total),
    )
