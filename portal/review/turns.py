"""Lines that a provider must do something about: a question, or a credit that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.review.heard import is_heard
from portal.review.records import ReviewRecord

TURNS = ("asked", "credit-requested")


@dataclass(frozen=True, slots=True)
class Turn:
    """A line whose provider is to move; ``due`` is the day that the municipality named, if any."""

    review_id: int
    line_id: int
    message_id: int
    municipality_id: int
    law: Law
    state: str
    cents: int
    due: date | None


def turns_of(session: Session, provider_id: int) -> list[Turn]:
    """Where this provider is to move, the oldest first."""
    row = ReviewRecord
    rows = session.execute(
        select(
            row.id, row.line_id, row.message_id, row.municipality_id, row.law, row.state,
            row.cents, row.due,
        )
        .where(row.provider_id == provider_id, row.state.in_(TURNS), is_heard())
        .order_by(row.id)
    )  # fmt: skip
    return [
        Turn(review, line, message, municipality, Law(law), state, cents, due)
        for review, line, message, municipality, law, state, cents, due in rows
    ]
