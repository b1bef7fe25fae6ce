"""An awarded line that no longer fits its allocation."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.misfits.records import ALLOCATION, MisfitRecord
from tests.intake.world import World


def a_misfit(session: Session, world: World, line_id: int) -> int:
    """Put a line on the list; gives the number of its row."""
    line = session.execute(text("SELECT * FROM line WHERE id = :l"), {"l": line_id}).one()
    row = MisfitRecord(
        line_id=line.id, message_id=line.message_id, allocation_id=line.allocation_id,
        municipality_id=line.municipality_id, provider_id=line.provider_id, law=line.law,
        allocation_number=line.allocation_number, reference=line.reference,
        month=world.clock.today().replace(day=1), cents=line.amount_cents, cause=ALLOCATION,
        version_id=line.allocation_version_id, rule="TR321",
        findings=[["TR321", "2", "4", None]], found_at=world.clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id
