"""Rows of reminders, of the mails that carry them, and of who wants no mail."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base
from portal.store.types import numbered

UNDONE = text("done_at IS NULL")
UNMAILED = text("mailed_at IS NULL")
UNSENT = text("sent_at IS NULL")


class ReminderRecord(Base):
    """Something a party should know before ``due``: what (``kind``), about which row, for whom.

    Exactly one party; ``roles`` are those it is for, separated by spaces. ``detail`` holds counts
    and euros as JSON, never anything of a citizen. It is done when its matter is. ``mailed_at``
    is when it was put into digests, in one transaction with them.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("kind", "object_type", "object_id", "stage"),
        CheckConstraint("(provider_id IS NULL) <> (municipality_id IS NULL)", name="party"),
        Index(
            "ix_reminder_provider", "provider_id", sqlite_where=UNDONE, postgresql_where=UNDONE
        ),
        Index(
            "ix_reminder_municipality", "municipality_id",
            sqlite_where=UNDONE, postgresql_where=UNDONE,
        ),
        Index("ix_reminder_unmailed", "id", sqlite_where=UNMAILED, postgresql_where=UNMAILED),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    roles: Mapped[str]
    kind: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[int]
    stage: Mapped[str]
    detail: Mapped[str]
    due: Mapped[date]
    made_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class DigestRecord(Base):
    """The mail about reminders that an account gets on a day; the address is looked up at sending.

    Tried again at ``next_at`` until it is sent or was tried too often.
    """

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("account_id", "day"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_digest_unsent", "next_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
    )

    id: Mapped[int] = numbered()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    subject: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class MailChoiceRecord(Base):
    """Whether an account gets reminders by mail; without a row it does."""

    __tablename__ = "mail_choice"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    mailed: Mapped[bool]
