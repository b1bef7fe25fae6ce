"""The world a benchmark is run in: a database of its own, allocations, and messages on them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import psycopg
from flask import Flask

from declarations.allocations import AllocatedProduct, AllocationMessage, Contact
from declarations.model import Law, Message, Period
from portal.allocations.service import import_many
from portal.app import create_app
from portal.clock import FixedClock
from portal.config import load_settings
from portal.contracts.service import load_region, open_region
from portal.identity.service import system_account
from portal.store.database import db
from portal.store.transaction import in_transaction, transaction
from portal.store.upgrade import upgrade
from tests.builders import MUNICIPALITY, PROVIDER, a_large_message, last_day, xml_of

TODAY = FixedClock.on(date(2023, 12, 31))
AT_ONCE = 5_000  # allocation messages stored in one transaction
PER_CLIENT = 6  # lines; so that 30,000 of them stay below the limit of 25 MB


@contextmanager
def database_url(engine: str, folder: Path, server: str | None) -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / (uuid.uuid4().hex + '.sqlite3')}"
        return
    assert server, "no PostgreSQL server to be had"
    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_app(url: str) -> Flask:
    """The portal on an upgraded database with the region ``sandbox``."""
    app = create_app(load_settings({"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": url}))
    with app.app_context():
        upgrade(db.engine)
        account = in_transaction(lambda session: system_account(session).id)
        region = open_region("sandbox", accounts=True)
        in_transaction(lambda session: load_region(session, region, TODAY, account))
    return app


def messages(lines: int, count: int) -> Iterator[Message]:
    """``count`` valid messages about the same allocations, each about the next month."""
    first = a_large_message(lines, per_client=PER_CLIENT)
    for number in range(count):
        month = date(2023, 1 + number, 1)
        yield _about(first, month, number)


def _about(message: Message, month: date, number: int) -> Message:
    declared, end = message.declaration, last_day(month)
    clients = tuple(
        replace(
            client,
            lines=tuple(
                replace(line, reference=f"{number}{line.reference}", start=month, end=end)
                for line in client.lines
            ),
        )
        for client in declared.clients
    )
    dated = TODAY.today()
    return replace(
        message,
        header=replace(message.header, identification=f"B{number}", dated=dated),
        declaration=replace(
            declared, number=f"D{number}", period=Period(month, end), dated=dated, clients=clients
        ),
    )


def write_files(lines: int, count: int, folder: Path) -> Sequence[Path]:
    """The messages as files."""
    paths = []
    for number, message in enumerate(messages(lines, count)):
        path = folder / f"{lines}-{number}.xml"
        path.write_bytes(xml_of(message))
        paths.append(path)
    return paths


def allocate(app: Flask, lines: int) -> None:
    """Store an allocation for every line of such messages."""
    waiting = list(_allocations(a_large_message(lines, per_client=PER_CLIENT)))
    with app.app_context():
        for first in range(0, len(waiting), AT_ONCE):
            _store(app, waiting[first : first + AT_ONCE])


def _store(app: Flask, waiting: Sequence[AllocationMessage]) -> None:
    keyring = app.config["PORTAL_KEYRING"]
    with transaction(write=True) as session:
        import_many(session, waiting, TODAY, system_account(session).id, keyring)


def _allocations(message: Message) -> Iterator[AllocationMessage]:
    """A message for each line: one message may not hold the same product twice (TR302)."""
    home = Contact("01", True, True, False)
    for client in message.declaration.clients:
        for line in client.lines:
            product = AllocatedProduct(
                number=line.allocation,
                assigned_at=datetime.fromisoformat("2022-12-01T12:00:00"),
                start=date(2023, 1, 1),
                end=date(2023, 12, 31),
                category=line.category,
                code=line.code,
                volume=60,
                unit=line.unit,
                frequency="4",
            )
            yield AllocationMessage(
                law=Law.WMO, municipality=MUNICIPALITY, provider=PROVIDER, identification="A1",
                dated=date(2022, 12, 1), bsn=client.bsn, born=date(1960, 1, 1), born_usage=None,
                contacts=(home,), relations=(), products=(product,),
            )  # fmt: skip
