"""Rows of what was reported about starts and stops; never changed, a removal is a row of its own.

What was reported wrongly is kept too, with its findings, but does not count.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from declarations.starts import FIRST, REMOVAL, Care
from portal.store.database import Base, one_of
from portal.store.types import numbered

IMMUTABLE = {"info": {"immutable": True}}


class CareMessageRecord(Base):
    """A 305 or 307 of which something was stored; ``dated`` is its Dagtekening.

    ``sha256`` is that of its bytes, or of its values when it was made in the portal.
    """

    __tablename__ = "care_message"
    __table_args__ = (
        UniqueConstraint("provider_id", "sha256"),
        UniqueConstraint("id", "municipality_id", "provider_id"),
        Index(None, "provider_id", "law", "care", "identification"),
        one_of("law", Law),
        one_of("care", Care),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    law: Mapped[str]
    care: Mapped[str]
    identification: Mapped[str]
    dated: Mapped[date]
    received_at: Mapped[datetime]
    sha256: Mapped[bytes]


class CareEventRecord(Base):
    """One start or stop in a message, at its position (from 1).

    ``number`` is the allocation number as reported, ``allocation_id`` the allocation it means;
    lump-sum care has neither. ``findings`` are the rules it breaks, with their codes; unless they
    are about the whole message, it does not ``count``. ``removes_id`` is the event that a removal
    takes back.
    """

    __tablename__ = "care_event"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        UniqueConstraint("removes_id"),
        UniqueConstraint("id", "client_id"),
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["care_message.id", "care_message.municipality_id", "care_message.provider_id"],
        ),
        ForeignKeyConstraint(
            ["allocation_id", "municipality_id", "provider_id"],
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
        ),
        ForeignKeyConstraint(
            ["client_id", "municipality_id"], ["client.id", "client.municipality_id"]
        ),
        ForeignKeyConstraint(
            ["removes_id", "client_id"], ["care_event.id", "care_event.client_id"]
        ),
        one_of("law", Law),
        one_of("care", Care),
        one_of("status", (FIRST, REMOVAL)),
        CheckConstraint('"end" >= start', name="period"),
        CheckConstraint('(care = \'stop\') = ("end" IS NOT NULL)', name="end"),
        CheckConstraint("(care = 'stop') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint(
            "(removes_id IS NOT NULL) = (counts AND status = '3')", name="removes"
        ),
        Index(None, "allocation_id"),
        Index(None, "client_id", "provider_id", "law"),
        IMMUTABLE,
    )  # fmt: skip

    id: Mapped[int] = numbered()
    message_id: Mapped[int]
    position: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    care: Mapped[str]
    client_id: Mapped[int]
    allocation_id: Mapped[int | None]
    number: Mapped[int | None]
    category: Mapped[str | None]
    code: Mapped[str | None]
    allocated_from: Mapped[date | None]
    start: Mapped[date]
    end: Mapped[date | None]
    reason: Mapped[str | None]
    status: Mapped[str]
    counts: Mapped[bool]
    findings: Mapped[Any] = mapped_column(JSON)
    removes_id: Mapped[int | None]
