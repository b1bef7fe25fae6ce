"""A sample of one line, as an auditor of its municipality would have drawn it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.evidence.records import LineSampleRecord, SampledLineRecord
from portal.intake.records import LineRecord


def sampled(session: Session, world: Any, line_id: int) -> int:
    """The id of the sample."""
    line = session.get_one(LineRecord, line_id)
    row = LineSampleRecord(
        municipality_id=line.municipality_id, law=None, start=date(2023, 1, 1),
        end=date(2023, 12, 31), method="lines", seed="zaad", size=1, population_lines=1,
        population_cents=line.amount_cents, population_sha256=bytes(32),
        account_id=world.account, drawn_at=world.clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(SampledLineRecord(sample_id=row.id, position=1, line_id=line_id))
    session.flush()
    return row.id
