"""Four eyes sees through a deputy: it is the same person, whatever account does the step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text

from declarations.four_eyes import SamePerson
from portal.approvals.service import Actor
from portal.evidence.card import card_of
from portal.evidence.sheet_money import people
from portal.identity.deputies import name_deputy
from portal.identity.doer import Doer
from portal.identity.records import AccountRecord
from portal.identity.service import Role
from portal.store.crypto import Keyring
from portal.store.tenant import DOOR, acting_for
from portal.store.transaction import in_transaction, transaction
from tests.approvals.world import Office
from tests.intake.world import World


@pytest.fixture
def office(app: Flask, keyring: Keyring) -> Office:
    """People who check and approve, in a small world without allocations."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    return Office(world)


def stands_in(office: Office, principal: str, colleague: str, name: str) -> None:
    """Let a colleague do the work of somebody, from today on, under this name."""
    doer = Doer(office.people[principal].account_id, "127.0.0.1", office.world.clock)
    today = office.world.clock.today()
    with acting_for(DOOR):
        number = in_transaction(
            lambda s: name_deputy(
                s, office.people[colleague].account_id, today, today + timedelta(7), doer
            )
        )
        row = in_transaction(lambda s: s.get_one(AccountRecord, number), write=False)
    office.people[name] = Actor(row.id, row.person_id, Role(row.role), office.id)


def test_who_checked_does_not_approve_as_a_deputy(office: Office):
    message = office.declared()
    stands_in(office, "anna", "cora", "cora for anna")
    office.check("cora", message)
    with pytest.raises(SamePerson):
        office.approve("cora for anna", message)
    assert set(office.stages(message)) == {"checked"}


def test_another_deputy_does_and_the_card_says_for_whom(office: Office):
    message = office.declared()
    stands_in(office, "anna", "chris", "chris for anna")
    office.check("cora", message)
    office.approve("chris for anna", message)
    assert set(office.stages(message)) == {"approved"}
    with transaction() as session:
        line = session.scalar(
            text("SELECT min(id) FROM line WHERE message_id = :m"), {"m": message}
        )
    with acting_for(office.tenant), transaction() as session:
        card = card_of(session, line, office.tenant, office.world.keyring)
    with force_locale("nl"):
        told = {row[0]: row[1] for row in people(card, lambda *_a, **_v: None).tables[0].rows}
    assert told["goedgekeurd"] == "Chris namens Anna"
