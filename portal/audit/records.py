"""Rows of the audit trail; never changed, and without a word about a citizen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base
from portal.store.types import numbered

IMMUTABLE = {"info": {"immutable": True}}


class AuditEventRecord(Base):
    """Something that happened, written in the transaction that did it.

    ``occurred_at`` is by the clock of the one who did it, ``written_at`` by the database.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "object_type", "object_id"), IMMUTABLE)

    id: Mapped[int] = numbered()
    occurred_at: Mapped[datetime]
    written_at: Mapped[datetime] = mapped_column(server_default=func.current_timestamp())
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[int]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    detail: Mapped[Any] = mapped_column(JSON)


class AuditSealRecord(Base):
    """The link of one event in the hash chain, written afterwards by the sealer."""

    __tablename__ = "audit_seal"
    __table_args__ = (IMMUTABLE,)

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(unique=True)
    sealed_at: Mapped[datetime]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]


class AccessLogRecord(Base):
    """Somebody saw data about a client, and what for (NEN 7513)."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index(None, "object_type", "object_id"),
        Index(None, "account_id", "purpose"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    occurred_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[int]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
