"""Rows of what was said back: refusals at the door, answers to messages, responses to calls."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base
from portal.store.types import numbered

IMMUTABLE = {"info": {"immutable": True}}


class RefusalRecord(Base):
    """All that is kept of a file that was refused at the door (level 1).

    ``batch_id`` and ``position`` are set for a bad member of a ZIP that was taken for the rest.
    """

    __tablename__ = "refusal"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        CheckConstraint("(batch_id IS NULL) = (position IS NULL)", name="member"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes]
    received_at: Mapped[datetime]
    findings: Mapped[Any] = mapped_column(JSON)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    position: Mapped[int | None]


class AnswerRecord(Base):
    """The 325 as it was sent, byte for byte, sealed."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("municipality_code", "law", "identification"), IMMUTABLE)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    municipality_code: Mapped[str]
    law: Mapped[str]
    identification: Mapped[str]
    dated: Mapped[date]
    body: Mapped[bytes]
    key_id: Mapped[str]
    sha256: Mapped[bytes]


class AnswerNumberRecord(Base):
    """How many answers a municipality gave under a law; the last one has this number."""

    __tablename__ = "answer_number"

    municipality_code: Mapped[str] = mapped_column(primary_key=True)
    law: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class IdempotencyRecord(Base):
    """The answer to a call that named a key; ``tenant`` is for example ``provider:12``."""

    __tablename__ = "idempotency"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_sha256: Mapped[bytes]
    response: Mapped[Any] = mapped_column(JSON)
    recorded_at: Mapped[datetime]
