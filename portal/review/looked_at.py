"""Whether the picked lines of a message have been looked at; its answer may wait for that."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.review.records import ReviewRecord


def reviewed(session: Session, message_id: int) -> bool:
    """Whether no line of the message still waits for somebody to look at it for the first time.

    A line that is held, asked about or objected to has been looked at: the answer (325) tells how
    lines were judged and not what is paid when, so that it need not wait for a conversation.
    """
    waiting = select(ReviewRecord.id).filter_by(message_id=message_id, state="picked").limit(1)
    return session.scalar(waiting) is None
