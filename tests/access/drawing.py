"""A budget of every pair and a drawdown from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from portal.identity.service import Party, Role
from portal.identity.sessions import visitor_for
from portal.lumpsum.finding import budget_of
from portal.lumpsum.records import LumpSumRecord, SettlementRecord
from portal.lumpsum.submitting import Wish, submit
from portal.parties.service import find_provider
from portal.store.transaction import in_transaction, transaction
from tests.access.subjects import Relation
from tests.identity.people import an_account
from tests.intake.world import World

BUDGET = text(
    "SELECT s.id FROM lump_sum s JOIN provider p ON p.id = s.provider_id"
    " JOIN municipality m ON m.id = s.municipality_id WHERE p.agb = :a AND m.code = :c"
)


def drawn_once(world: World, pairs: Mapping[Relation, tuple[str, str]]) -> dict[str, Any]:
    """By the name of the parameter, the budget and the drawdown of each pair."""
    found: dict[str, Any] = {"budget": {}, "drawdown": {}, "settlement": {}}
    for relation, (agb, code) in pairs.items():
        with transaction() as session:
            budget = session.scalar(BUDGET, {"a": agb, "c": code})
        found["budget"][relation] = budget
        found["settlement"][relation] = in_transaction(
            lambda s, b=budget: _proposed(s, world, b)
        )
        found["drawdown"][relation] = in_transaction(
            lambda s, a=agb, b=budget, c=code: _asked(s, world, a, b, c)
        )
    return found


def _proposed(session: Any, world: World, budget_id: int) -> int:
    budget = session.get_one(LumpSumRecord, budget_id)
    person = session.scalar(text("SELECT person_id FROM account WHERE id = :a"),
                            {"a": world.account})  # fmt: skip
    row = SettlementRecord(
        budget_id=budget.id, contract_id=budget.contract_id, law="wmo", basis="volume", agreed=10,
        municipality_id=budget.municipality_id, provider_id=budget.provider_id, realised=10,
        extra_cents=0, reclaim_cents=0, state="proposed", reason="jaar", proposed_by=world.account,
        proposed_person=person, proposed_at=world.clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    number: int = row.id
    return number


def _asked(session: Any, world: World, agb: str, budget: int, code: str) -> int:
    provider = find_provider(session, agb)
    assert provider is not None
    email = f"opname.{agb}-{code}@zorg.example"
    account = an_account(session, email, Role.PROVIDER_CLERK, Party(provider_id=provider.id))
    who = visitor_for(session, account)
    wish = Wish(5000, "eerste")
    return submit(session, who, budget_of(session, who.tenant, budget), wish, world.clock).id
