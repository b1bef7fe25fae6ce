"""A provider hands in as itself: it sees its own, and the portal does the rest for it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from portal.identity.service import Party, Role
from portal.intake.arrival import Upload
from portal.intake.service import Actor, Receipt, SenderForbidden, receive
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import in_transaction, transaction
from tests.builders import MUNICIPALITY, PROVIDER, a_message, the_sample, xml_of
from tests.identity.people import an_account
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER, World


@pytest.fixture
def world(app: Flask, keyring) -> World:
    made = World(keyring)
    made.allocate_the_sample()
    return made


def provider(world: World, agb: str = PROVIDER) -> Tenant:
    number = world.scalar("SELECT id FROM provider WHERE agb = :agb", agb=agb)
    return Tenant(Scope.PROVIDER, number)


def municipality(world: World, code: str = MUNICIPALITY) -> Tenant:
    return Tenant(Scope.MUNICIPALITY, world.municipality_id(code))


def hand_in(world: World, data: bytes, key: str | None = None) -> Receipt:
    """As the clerk of the provider, in a transaction that sees what is the provider's."""
    tenant = provider(world)
    email = "clerk@zorg.example"
    party = Party(provider_id=tenant.id)
    clerk = in_transaction(
        lambda session: an_account(session, email, Role.PROVIDER_CLERK, party).id
    )
    upload = Upload("323.xml", data, None, key)
    with acting_for(tenant):
        return in_transaction(
            lambda session: receive(
                session, upload, Actor(clerk, tenant.id), world.clock, world.keyring
            )
        )


def lines_seen_by(tenant: Tenant) -> int:
    with acting_for(tenant), transaction() as session:
        found: int = session.scalar(text("SELECT count(*) FROM line"))
        return found


def test_what_a_provider_hands_in_is_judged_and_seen_by_both_parties(world: World) -> None:
    receipt = hand_in(world, xml_of(the_sample()), key="once")
    assert hand_in(world, xml_of(the_sample()), key="once").batch == receipt.batch
    [verdict] = world.judge(receipt)
    assert verdict.outcome == "awarded"
    assert lines_seen_by(provider(world)) == 4
    assert lines_seen_by(municipality(world)) == 4
    assert world.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_database_shows_it_to_nobody_else(world: World) -> None:
    receipt = hand_in(world, xml_of(the_sample()))
    assert world.scalar("SELECT count(*) FROM procrastinate_jobs") == 1
    world.judge(receipt)
    for other in (provider(world, OTHER_PROVIDER), municipality(world, OTHER_MUNICIPALITY)):
        assert lines_seen_by(other) == 0
    assert lines_seen_by(Tenant(Scope.REGION, 1)) == 0


@pytest.mark.parametrize("change", [{}, {"receiver": "0363"}], ids=["good", "refused at the door"])
def test_nothing_of_another_sender_is_kept(world: World, change: dict[str, str]) -> None:
    """Not even a refusal, which would stand among those of the other."""
    with pytest.raises(SenderForbidden):
        hand_in(world, xml_of(a_message(sender=OTHER_PROVIDER, **change)))
    assert (world.rows()["batch"], world.rows()["refusal"]) == (0, 0)


def test_a_file_that_cannot_be_read_is_refused_to_who_sent_it(world: World) -> None:
    assert hand_in(world, b"<Bericht/>").batch is None
    with acting_for(provider(world)), transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM refusal")) == 1
