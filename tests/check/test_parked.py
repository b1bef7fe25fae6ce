"""The check on parked messages: in order they pass, and whatever is broken is found."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.check.service import broken
from portal.store.crypto import Keyring
from tests.databases import TestDatabase
from tests.intake.test_parking import Waiting, two_lines

BREAKS = (
    (6, "parked lines that have a code already",
     "UPDATE line SET codes = '9338' WHERE position = 2"),
    (6, "parked lines that have a code already", "UPDATE line SET codes = '' WHERE position = 1"),
    (6, "messages with other lines, or another outcome",
     "UPDATE line SET state = 'rejected', codes = '9338' WHERE position = 2"),
    (6, "messages whose parked lines are not those of their last round",
     "UPDATE judging SET parked_cents = 1"),
    (6, "messages whose parked lines are not those of their last round", "DELETE FROM judging"),
    (7, "messages in which a round of judging is missing", "UPDATE judging SET round = 2"),
    (7, "judged messages without their verdict or answer",
     "UPDATE message SET outcome = 'awarded'"),
    (10, "messages with other rounds of waiting",
     "DELETE FROM audit_event WHERE action = 'message.parked'"),
    (10, "messages that are judged in the audit trail only",
     "UPDATE audit_event SET action = 'message.judged' WHERE action = 'message.parked'"),
    (12, "parked messages that nobody comes back to", "DELETE FROM parked_message"),
    (14, "messages whose ledger is not the sum of their lines",
     "UPDATE ledger_entry SET amount_cents = amount_cents + 1 WHERE account = 'parked'"),
    (18, "", "UPDATE verdict SET receipt = 'x'"),
)  # fmt: skip


@pytest.fixture
def parked(app: Flask, keyring: Keyring) -> Waiting:
    world = Waiting(keyring)
    world.allocate()
    world.park(world.fresh(*two_lines()))
    assert world.check() == []
    return world


@pytest.mark.parametrize(("invariant", "words", "change"), BREAKS)
def test_what_is_broken_is_found(
    parked: Waiting, database: TestDatabase, invariant: int, words: str, change: str
) -> None:
    with database.tampering() as connection:
        connection.execute(text(change))
        with Session(connection) as session:
            found = broken(session, parked.keyring, recompute=parked._wrong)
        transaction = connection.get_transaction()
        assert transaction is not None
        transaction.rollback()
    said = [(each.invariant, each.text.en) for each in found]
    assert [one for one in said if one[0] == invariant and one[1].startswith(words)], said
