"""One key, one effect: a call that is sent again gets the answer of the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.intake.answer_records import IdempotencyRecord
from portal.store.conflict import insert_into


class KeyReused(Exception):
    """The key was used before for another body; nothing was done."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that names a key: ``tenant`` for example ``provider:12``, and what it sent."""

    tenant: str
    key: str
    body_sha256: bytes


def earlier_answer(session: Session, call: Call, clock: Clock) -> dict[str, Any] | None:
    """The answer this call got before; None when it is the first, which holds its key from here.

    A call that comes in at the same moment waits until the first has ended. Raises KeyReused.
    """
    row = insert_into(session, IdempotencyRecord).values(
        tenant=call.tenant,
        key=call.key,
        body_sha256=call.body_sha256,
        response={},
        recorded_at=clock.now(),
    )
    first = session.execute(row.on_conflict_do_nothing().returning(IdempotencyRecord.key)).first()
    if first is not None:
        return None
    sha256, response = session.execute(
        select(IdempotencyRecord.body_sha256, IdempotencyRecord.response).filter_by(
            tenant=call.tenant, key=call.key
        )
    ).one()
    if sha256 != call.body_sha256:
        raise KeyReused
    answer: dict[str, Any] = response
    return answer


def keep_answer(session: Session, call: Call, answer: dict[str, Any]) -> None:
    """Remember what the call was told, in the transaction of its effect."""
    session.execute(
        update(IdempotencyRecord)
        .where(IdempotencyRecord.tenant == call.tenant, IdempotencyRecord.key == call.key)
        .values(response=answer)
    )
