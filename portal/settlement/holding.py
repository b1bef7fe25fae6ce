"""Taking turns on messages: who decides about the lines of one, holds it until it is done."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.settlement.records import TURN, StageRecord
from portal.store.sets import in_values


def hold(session: Session, message_ids: Iterable[int]) -> None:
    """Hold these messages against everybody who moves their lines, until the transaction ends.

    Always in the order of the messages, and by one row of each: two who hold several then never
    wait for each other. What is read after this is what the former holder left. On SQLite the
    write transaction is the lock.
    """
    if session.connection().dialect.name == "sqlite":
        return
    row = StageRecord
    session.execute(
        select(row.message_id)
        .where(in_values(row.message_id, message_ids), row.stage == TURN)
        .order_by(row.message_id)
        .with_for_update()
    )
