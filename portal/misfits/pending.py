"""Contract changes against which awarded lines are still to be held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from declarations.model import Law
from portal.intake.senders import has_lines
from portal.misfits.records import TariffChangeRecord
from portal.store.conflict import insert_into


def note_tariff_change(
    session: Session, version_id: int, provider_id: int, law: Law, account_id: int, now: datetime
) -> None:
    """Put down that lines are to be held against a new version of a contract.

    Call it in the transaction that stores the version; does nothing for a provider that never
    declared.
    """
    if not has_lines(session, provider_id, law):
        return
    row = {
        "contract_version_id": version_id, "provider_id": provider_id, "law": law.value,
        "account_id": account_id, "recorded_at": now, "reached": 0, "lines": 0, "cents": 0,
    }  # fmt: skip
    insert = insert_into(session, TariffChangeRecord).values(**row)
    session.execute(insert.on_conflict_do_nothing())
