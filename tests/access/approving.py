"""A declaration of every pair that was checked and approved; at every municipality a mandate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from portal.approvals.mandates import Limits, propose
from portal.approvals.service import Actor, Target, approve, check
from portal.identity.service import Party, Role
from portal.store.transaction import in_transaction, transaction
from tests.access.subjects import Relation
from tests.identity.people import an_account
from tests.intake.world import World


def approved_once(world: World, pairs: Mapping[Relation, tuple[str, str]]) -> dict[str, Any]:
    """By the name of the parameter, the declaration and the mandate of each pair."""
    found: dict[str, Any] = {"declaration": {}, "mandate": {}}
    mandates: dict[str, int] = {}
    for relation, (agb, code) in pairs.items():
        message_id = _message(agb, code)
        checker, approver = (_actor(world, role, f"{agb}-{code}", code) for role in STEPS)
        for actor, work in ((checker, check), (approver, approve)):
            in_transaction(
                lambda s, actor=actor, work=work: work(s, actor, Target(message_id), world.clock)  # noqa: B023
            )
        if code not in mandates:
            limits = Limits(None, None, 100, 1000, date(2023, 1, 1), date(2023, 12, 31))
            mandates[code] = in_transaction(
                lambda s, actor=approver, limits=limits: propose(s, actor, limits, world.clock)
            )
        found["declaration"][relation], found["mandate"][relation] = message_id, mandates[code]
    return found


STEPS = (Role.CHECKER, Role.APPROVER)


def _message(agb: str, code: str) -> int:
    with transaction() as session:
        number: int = session.scalar(
            text(
                "SELECT d.message_id FROM declaration d JOIN provider p ON p.id = d.provider_id"
                " JOIN municipality m ON m.id = d.municipality_id WHERE p.agb = :a AND m.code = :c"
            ),
            {"a": agb, "c": code},
        )
    return number


def _actor(world: World, role: Role, name: str, code: str) -> Actor:
    municipality_id = world.municipality_id(code)
    email = f"{role}.{name}@goedkeuring.example"
    party = Party(municipality_id=municipality_id)
    row = in_transaction(lambda session: an_account(session, email, role, party))
    return Actor(row.id, row.person_id, role, municipality_id)
