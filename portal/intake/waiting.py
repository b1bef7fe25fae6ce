"""What has been received and waits for its verdict."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.intake.records import MessageRecord


def oldest_waiting(session: Session) -> datetime | None:
    """When the oldest message that nobody judged yet came in; None when nothing waits."""
    return session.scalar(
        select(func.min(MessageRecord.received_at)).where(MessageRecord.state == "received")
    )
