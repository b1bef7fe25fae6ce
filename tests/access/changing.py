"""A change of a contract that waits for a second person."""

from __future__ import annotations

from sqlalchemy import text

from portal.contracts.records import ContractChangeRecord
from portal.contracts.stored import stored_region
from portal.store.transaction import transaction
from schemas.region import write_contract
from tests.intake.world import World


def a_change(world: World, contract_id: int) -> int:
    """Somebody of the portal itself proposed to leave this contract as it is."""
    with transaction(write=True) as session:
        contract = session.execute(
            text("SELECT region_id, slug FROM contract WHERE id = :c"), {"c": contract_id}
        ).one()
        version = text("SELECT max(id) FROM contract_version WHERE contract_id = :c")
        person = text("SELECT person_id FROM account WHERE id = :a")
        region = stored_region(session, contract.region_id)
        [terms] = [each for each in region.contracts if each.id == contract.slug]
        row = ContractChangeRecord(
            region_id=contract.region_id, contract_id=contract_id, slug=contract.slug,
            version_id=session.scalar(version, {"c": contract_id}), kind="contract",
            state="proposed", content=write_contract(terms), reason="proef",
            proposed_by=world.account, proposed_at=world.clock.now(),
            proposed_person=session.scalar(person, {"a": world.account}),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id
