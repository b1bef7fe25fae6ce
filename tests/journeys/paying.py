"""Money on its way in the world of the browser: a run that went out, and one that waits."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from portal.approvals.service import Actor, Target, approve, check
from portal.identity.service import Party, Role
from portal.settlement.lists import At, messages_at
from portal.store.transaction import in_transaction, transaction
from tests.identity.people import an_account, signed_in
from tests.intake.world import OTHER_PROVIDER, World

PAYER, SECOND = "betalen@diemen.example", "vrijgeven@diemen.example"
OWN, ELSEWHERE = "NL37DEMO0000009170", "NL45DEMO0004401017"


def pay_something(app: Flask, world: World) -> None:
    """One declaration is approved and paid, through the pages of the two who pay."""
    municipality_id = world.municipality_id()
    party = Party(municipality_id=municipality_id)

    def people(session):
        rows = [
            an_account(session, email, role, party)
            for email, role in (
                ("nakijken@diemen.example", Role.CHECKER),
                ("goedkeuren@diemen.example", Role.APPROVER),
                (PAYER, Role.PAYMENTS), (SECOND, Role.PAYMENTS),
            )
        ]  # fmt: skip
        return [Actor(r.id, r.person_id, Role(r.role), municipality_id) for r in rows]

    checker, approver, *_payers = in_transaction(people)
    with transaction(write=True) as session:
        session.execute(
            text("INSERT INTO municipality_account (municipality_id, iban, recorded_at)"
                 " VALUES (:m, :i, CURRENT_TIMESTAMP)"), {"m": municipality_id, "i": OWN},
        )  # fmt: skip
        session.execute(
            text("UPDATE provider SET iban = :i WHERE agb = :a"),
            {"i": ELSEWHERE, "a": OTHER_PROVIDER},
        )
        waiting = [each for each, _ in messages_at(session, At(municipality_id, "open"))]
    for step, actor in ((check, checker), (approve, approver)):
        in_transaction(lambda s, step=step, actor=actor: step(
            s, actor, Target(waiting[0]), world.clock
        )) if waiting else None  # fmt: skip
    _through_the_pages(app, world)


def _through_the_pages(app: Flask, world: World) -> None:
    first, second = signed_in(app, PAYER), signed_in(app, SECOND)
    pay_on = world.clock.today() + timedelta(days=1)
    place = first.post("/betaalrun/nieuw", data={"pay_on": pay_on.isoformat()}).location
    for client, deed in ((first, "ondertekenen"), (second, "vrijgeven"), (second, "bestand")):
        answer = client.post(f"{place}/{deed}")
        assert answer.status_code == 303, f"{deed}: {answer.text}"
