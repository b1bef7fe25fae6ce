"""The persons behind accounts: four eyes compares persons."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.records import AccountRecord
from portal.store.sets import in_values


def persons_of(session: Session, account_ids: Iterable[int]) -> dict[int, int]:
    """The id of the person behind each account."""
    row = AccountRecord
    found = session.execute(
        select(row.id, row.person_id).where(in_values(row.id, account_ids))
    )  # fmt: skip
    return {row[0]: row[1] for row in found}
