"""A process killed (kill -9) while it makes the file for the bank: no file, or the file."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import datetime

import pytest

from portal.app import create_app
from portal.clock import FixedClock
from portal.config import Mode, Settings
from portal.payments import exporting
from portal.store.crypto import Keyring
from portal.store.database import db
from portal.store.tenant import PORTAL, Scope, Tenant, acting_for
from portal.store.transaction import in_transaction, transaction
from tests.conftest import DATA_KEY
from tests.payments.till import Till

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def die(*_arguments: object, **_values: object) -> None:
    """The blow."""
    os.kill(os.getpid(), signal.SIGKILL)


def export_and_die(url: str, email: str, number: str, now: datetime, where: str) -> None:
    """Make the file of a run in a process of its own, and die at that function of exporting."""
    settings = Settings(Mode.TEST, url, DATA_KEY, "s" * 32)
    keyring = Keyring(DATA_KEY, settings.data_key_id)
    setattr(exporting, where, die)
    with create_app(settings).app_context():
        with acting_for(PORTAL), transaction() as session:
            visitor = Till.visitor_by(session, email)
        with acting_for(Tenant(Scope.MUNICIPALITY, visitor.municipality_id)):
            in_transaction(lambda s: exporting.export(s, visitor, number, keyring, FixedClock(now)))


@pytest.mark.parametrize("where", ["move_run", "note_run"])
def test_killed_between_making_and_marking(till, database, where):
    till.approved(5000)
    number = till.released()
    db.engine.dispose()
    started = multiprocessing.get_context("spawn").Process(
        target=export_and_die,
        args=(database.url, till.email("kees"), number, till.world.clock.now(), where),
    )
    started.start()
    started.join(120)
    assert started.exitcode == -signal.SIGKILL
    assert till.world.scalar("SELECT count(*) FROM payment_file") == 0
    assert till.run(number).state == "released"
    assert till.world.check() == []
    first = till.export(number)
    assert till.file(number) == first and till.run(number).state == "exported"
    assert till.world.check() == []
