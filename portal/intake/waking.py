"""Messages with parked lines: put down, woken when a fact arrives, and taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.intake.parking_records import JudgingRecord, ParkedMessageRecord
from portal.store.conflict import insert_into
from portal.store.sets import in_values

AT_ONCE = 100


def wake(session: Session, lanes: Iterable[tuple[int, int, Law]]) -> None:
    """Mark what waits between these parties (municipality, provider, law): a fact arrived.

    Call it in the transaction that brings the fact, once it holds the lane of the provider.
    """
    row = ParkedMessageRecord
    for municipality_id, provider_id, law in sorted(set(lanes)):
        session.execute(
            update(row)
            .where(
                row.municipality_id == municipality_id,
                row.provider_id == provider_id,
                row.law == law.value,
                row.woken.is_(False),
            )
            .values(woken=True)
            .execution_options(synchronize_session=False)
        )


def wake_sellers(session: Session, provider_ids: Iterable[int]) -> None:
    """Mark all that these providers have waiting: contracts changed."""
    row = ParkedMessageRecord
    session.execute(
        update(row)
        .where(in_values(row.provider_id, provider_ids), row.woken.is_(False))
        .values(woken=True)
        .execution_options(synchronize_session=False)
    )


def to_judge_again(session: Session, today: date) -> Sequence[int]:
    """The messages whose turn it is: woken, or past their last day; the oldest first."""
    row = ParkedMessageRecord
    due = or_(row.woken, row.until < today)
    return session.scalars(
        select(row.message_id).where(due).order_by(row.message_id).limit(AT_ONCE)
    ).all()


def woken(session: Session) -> Sequence[int]:
    """The messages for which a fact arrived, the oldest first."""
    row = ParkedMessageRecord
    return session.scalars(select(row.message_id).where(row.woken).order_by(row.message_id)).all()


def is_its_turn(session: Session, message_id: int, today: date) -> bool:
    """Whether a message has lines that wait and may be decided now."""
    row = ParkedMessageRecord
    due = or_(row.woken, row.until < today)
    found = session.scalar(select(row.message_id).where(row.message_id == message_id, due))
    return found is not None


def put_down(session: Session, row: ParkedMessageRecord) -> None:
    """Keep that a message waits; one that waited already gets its new last day and sleeps."""
    fresh = {
        "message_id": row.message_id,
        "municipality_id": row.municipality_id,
        "provider_id": row.provider_id,
        "law": row.law,
        "since": row.since,
        "until": row.until,
        "woken": False,
    }
    insert = insert_into(session, ParkedMessageRecord).values(**fresh)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["message_id"], set_={"until": insert.excluded.until, "woken": False}
        )
    )


def take_up(session: Session, message_id: int) -> None:
    """A message of which nothing waits any more."""
    session.execute(delete(ParkedMessageRecord).filter_by(message_id=message_id))


def rounds_of(session: Session, message_id: int) -> int:
    """How often a message was judged with lines of it left parked."""
    count = select(func.count()).select_from(JudgingRecord).filter_by(message_id=message_id)
    return session.scalar(count) or 0


def note_round(session: Session, row: JudgingRecord) -> None:
    """Keep one round of judging that left lines parked."""
    session.add(row)
    session.flush()


def since_of(session: Session, message_id: int) -> datetime | None:
    """Since when lines of a message wait; None when none do."""
    return session.scalar(select(ParkedMessageRecord.since).filter_by(message_id=message_id))
