"""The nightly check and the gate before money goes out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from portal.audit.records import AuditEventRecord
from portal.check.gate import blocking
from portal.check.nightly import check_once_a_night, last_check
from portal.clock import NETHERLANDS, FixedClock
from portal.parties.records import MunicipalityRecord
from portal.store.crypto import Keyring
from portal.store.transaction import transaction
from tests.check import world

NIGHT = datetime(2026, 11, 25, 2, 5, tzinfo=NETHERLANDS)
CODES = {"0384": "Diemen", "0363": "Amsterdam"}


@pytest.fixture
def books(engine: Engine, keyring: Keyring, app) -> Engine:
    with app.app_context(), transaction(write=True) as session:
        world.build(session, keyring)
    return engine


def check_at(app, keyring: Keyring, moment: datetime) -> bool:
    with app.app_context():
        return check_once_a_night(FixedClock(moment), keyring)


def found_by_gate(app, code: str = "0384") -> list[str]:
    with app.app_context(), transaction() as session:
        place = session.scalars(select(MunicipalityRecord.id).filter_by(code=code)).one()
        return [each.sentence.en for each in blocking(session, place)]


def break_books(app, *statements: str) -> None:
    with app.app_context(), transaction(write=True) as session:
        for each in statements:
            session.execute(text(each))


def test_it_is_done_once_a_night_and_not_before_two(app, books, keyring: Keyring) -> None:
    assert not check_at(app, keyring, NIGHT - timedelta(minutes=6))
    assert check_at(app, keyring, NIGHT)
    assert not check_at(app, keyring, NIGHT + timedelta(hours=20))
    assert check_at(app, keyring, NIGHT + timedelta(hours=24))
    with app.app_context(), transaction() as session:
        found = last_check(session)
        told = session.scalars(select(AuditEventRecord).filter_by(action="books.checked")).all()
    assert found is not None and found.breaches == ()
    assert found.checked_at == NIGHT + timedelta(hours=24)
    assert [each.detail for each in told] == [{"breaches": []}] * 2


def test_what_it_finds_stops_payments_everywhere_without_telling_where(
    app, books, keyring: Keyring
) -> None:
    assert found_by_gate(app) == []
    break_books(app, "UPDATE allocation_balance SET volume = volume + 1")
    assert found_by_gate(app) == []  # not money on its way: for the night to find
    assert check_at(app, keyring, NIGHT)
    assert found_by_gate(app, "0363") == found_by_gate(app) == [
        "allocations whose balance is not the sum of the awarded lines"
    ]  # fmt: skip
    break_books(app, "UPDATE allocation_balance SET volume = volume - 1")
    assert check_at(app, keyring, NIGHT + timedelta(hours=24))
    assert found_by_gate(app) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stage SET cents = 1 WHERE stage = 'paid'",
        "UPDATE line SET amount_cents = 4999 WHERE position = 1",
        "UPDATE payment SET state = 'included'",
        "UPDATE payment_line SET cents = 4999",
    ],
)
def test_broken_books_of_a_municipality_keep_its_money_in(app, books, statement: str) -> None:
    break_books(app, statement)
    assert found_by_gate(app) != []


def test_stages_of_one_municipality_do_not_stop_another(app, books) -> None:
    break_books(app, "UPDATE stage SET cents = 1 WHERE stage = 'paid'")
    assert "messages whose sums by stage are not those of their lines" in found_by_gate(app)
    assert found_by_gate(app, "0363") == []
