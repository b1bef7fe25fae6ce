"""The world a benchmark is run in: a database of its own, allocations, and messages on them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from declarations.allocations import AllocatedProduct, AllocationMessage, Contact
from declarations.model import Law, Message, Period
from portal.allocations.service import import_many
from portal.app import create_app
from portal.clock import FixedClock
from portal.config import load_settings
from portal.contracts.service import load_region, open_region
from portal.identity.service import system_account
from portal.store.database import make_engine
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.store.upgrade import upgrade
from tests.builders import MUNICIPALITY, PROVIDER, a_large_message, last_day, xml_of
from tests.databases import TestDatabase, made_with_role

FIRST_MONTH = date(2021, 1, 1)  # of the contract, and of what may be declared at all
MONTHS = 60
BEFORE = FixedClock.on(date(2020, 12, 31))
AT_ONCE = 5_000  # allocation messages stored in one transaction
PER_CLIENT = 6  # lines; so that 30,000 of them stay below the limit of 25 MB


def month_of(number: int) -> date:
    """The first day of the month that message ``number`` (from 0) is about."""
    return date(FIRST_MONTH.year + number // 12, number % 12 + 1, 1)


def clock_of(number: int) -> FixedClock:
    """The last day of that month, on which the message comes in: one a month, as in practice."""
    return FixedClock.on(last_day(month_of(number)))


@contextmanager
def database_for(engine: str, folder: Path, server: str | None) -> Iterator[TestDatabase]:
    """An empty database that is gone afterwards; on PostgreSQL with a role that owns nothing."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    if engine == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite3"
        yield TestDatabase(url, url)
        return
    assert server, "no PostgreSQL server to be had"
    with made_with_role(make_url(server).set(drivername="postgresql+psycopg"), name) as made:
        yield made


def make_app(database: TestDatabase) -> Flask:
    """The portal on an upgraded database with the region ``sandbox``."""
    owner = make_engine(database.owner_url)
    role = None if database.url == database.owner_url else make_url(database.url).username
    upgrade(owner, application=role)
    owner.dispose()
    app = create_app(load_settings({"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": database.url}))
    with app.app_context(), acting_for(PORTAL):
        account = in_transaction(lambda session: system_account(session).id)
        region = open_region("sandbox", accounts=True)
        in_transaction(lambda session: load_region(session, region, BEFORE, account))
    return app


def write_file(lines: int, number: int, folder: Path) -> Path:
    """A valid message of so many lines about month ``number``, as a file."""
    path = folder / f"{lines}-{number}.xml"
    path.write_bytes(xml_of(_about(a_large_message(lines, per_client=PER_CLIENT), number)))
    return path


def _about(message: Message, number: int) -> Message:
    declared, month = message.declaration, month_of(number)
    end = last_day(month)
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
    dated = clock_of(number).today()
    return replace(
        message,
        header=replace(message.header, identification=f"B{number}", dated=dated),
        declaration=replace(
            declared, number=f"D{number}", period=Period(month, end), dated=dated, clients=clients
        ),
    )


def allocate(app: Flask, lines: int) -> None:
    """Store an allocation for every line of such messages."""
    waiting = list(_allocations(a_large_message(lines, per_client=PER_CLIENT)))
    keyring = app.config["PORTAL_KEYRING"]
    with app.app_context(), acting_for(PORTAL):
        for first in range(0, len(waiting), AT_ONCE):
            with transaction(write=True) as session:
                account = system_account(session).id
                some = waiting[first : first + AT_ONCE]
                import_many(session, some, BEFORE, account, keyring)


def _allocations(message: Message) -> Iterator[AllocationMessage]:
    """A message for each line: one message may not hold the same product twice (TR302)."""
    home = Contact("01", True, True, False)
    for client in message.declaration.clients:
        for line in client.lines:
            product = AllocatedProduct(
                number=line.allocation,
                assigned_at=datetime.fromisoformat("2020-12-01T12:00:00"),
                start=FIRST_MONTH,
                end=date(2025, 12, 31),
                category=line.category,
                code=line.code,
                volume=60,
                unit=line.unit,
                frequency="4",
            )
            yield AllocationMessage(
                law=Law.WMO, municipality=MUNICIPALITY, provider=PROVIDER, identification="A1",
                dated=date(2020, 12, 1), bsn=client.bsn, born=date(1960, 1, 1), born_usage=None,
                contacts=(home,), relations=(), products=(product,),
            )  # fmt: skip
