"""What has been received and waits for its verdict, and the work the workers do on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.service import system_account_id
from portal.intake.judging import judge_message
from portal.intake.records import MessageRecord
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction

AT_ONCE = 100


def oldest_waiting(session: Session) -> datetime | None:
    """When the oldest message that nobody judged yet came in; None when nothing waits."""
    return session.scalar(
        select(func.min(MessageRecord.received_at)).where(MessageRecord.state == "received")
    )


def waiting_messages(app: Flask) -> Callable[[], Sequence[int]]:
    """A function that lists the ids of messages that wait, the oldest first."""

    def waiting() -> Sequence[int]:
        with app.app_context(), acting_for(PORTAL), transaction() as session:
            query = select(MessageRecord.id).filter_by(state="received")
            return session.scalars(query.order_by(MessageRecord.id).limit(AT_ONCE)).all()

    return waiting


def judge_one(app: Flask) -> Callable[[int], bool]:
    """A function that judges a message, booked under the system account."""

    def judge(message_id: int) -> bool:
        with app.app_context(), acting_for(PORTAL):
            with transaction() as session:
                account_id = system_account_id(session)
            keyring = app.config["PORTAL_KEYRING"]
            return judge_message(message_id, account_id, Clock(), keyring)

    return judge
