"""Rows of clients and allocations. ``client`` is the only table with citizen numbers, sealed."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered


class ClientRecord(Base):
    """A citizen as one municipality knows them."""

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("municipality_id", "bsn_index"),
        UniqueConstraint("id", "municipality_id"),
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    bsn_index: Mapped[bytes]
    bsn_sealed: Mapped[bytes]
    key_id: Mapped[str]


class AllocationRecord(Base):
    """An allocation by its number; ``current_version_id`` points at the version that counts.

    That is the version assigned last, and of two assigned at the same moment the one recorded
    last (the highest id).
    """

    __tablename__ = "allocation"
    __table_args__ = (
        UniqueConstraint("municipality_id", "law", "number"),
        UniqueConstraint("id", "municipality_id", "provider_id"),
        ForeignKeyConstraint(
            ["client_id", "municipality_id"], ["client.id", "client.municipality_id"]
        ),
        one_of("law", Law),
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    law: Mapped[str]
    number: Mapped[int]
    client_id: Mapped[int] = mapped_column(index=True)
    current_version_id: Mapped[int | None]


class AllocationVersionRecord(Base):
    """What one 301 said about an allocation; the whole content, never changed.

    ``assigned_at`` is the Toewijzingsdatum and -tijd as sent: Dutch clock time without a zone.
    """

    __tablename__ = "allocation_version"
    __table_args__ = (
        UniqueConstraint("allocation_id", "assigned_at", "content_sha256"),
        ForeignKeyConstraint(
            ["allocation_id", "municipality_id", "provider_id"],
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
        ),
        CheckConstraint("volume >= 0", name="volume"),
        CheckConstraint("budget_cents >= 0", name="budget"),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    allocation_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    recorded_at: Mapped[datetime]
    message_sha256: Mapped[bytes]
    assigned_at: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    start: Mapped[date]
    end: Mapped[date | None]
    category: Mapped[str | None]
    code: Mapped[str | None]
    volume: Mapped[int | None]
    unit: Mapped[str | None]
    frequency: Mapped[str | None]
    budget_cents: Mapped[int | None] = mapped_column(Cents)
    reason: Mapped[str | None]
    provider_reference: Mapped[str | None]
    deleted: Mapped[bool]
    content_sha256: Mapped[bytes]
