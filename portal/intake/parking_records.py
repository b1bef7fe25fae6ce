"""Rows of messages that wait: for a fact of the municipality, or for their answer to go out."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents

WOKEN = text("woken")
HELD_BACK = text("released_at IS NULL")


class ParkedMessageRecord(Base):
    """A message with lines that wait for the municipality's own data, at the latest ``until``.

    ``woken`` says that a fact arrived since it was judged last.
    """

    __tablename__ = "parked_message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        one_of("law", Law),
        Index(None, "municipality_id", "provider_id"),
        Index("ix_parked_message_woken", "message_id", sqlite_where=WOKEN, postgresql_where=WOKEN),
        Index(None, "until"),
    )

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[date]
    woken: Mapped[bool]


class JudgingRecord(Base):
    """One time that a message was judged and lines of it stayed parked; never changed."""

    __tablename__ = "judging"
    __table_args__ = (
        CheckConstraint("round >= 1", name="round"),
        {"info": {"immutable": True}},
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    judged_at: Mapped[datetime]
    rulebook: Mapped[str]
    facts: Mapped[str]
    receipt: Mapped[str]
    parked_lines: Mapped[int]
    parked_cents: Mapped[int] = mapped_column(Cents)


class AnswerReleaseRecord(Base):
    """An answer that goes out after review: at the latest ``due``, as soon as all is looked at.

    A message whose contract answers by itself has no such row.
    """

    __tablename__ = "answer_release"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        one_of("reason", ("reviewed", "term")),
        CheckConstraint("(released_at IS NULL) = (reason IS NULL)", name="released"),
        Index(
            "ix_answer_release_waiting", "municipality_id", "due",
            sqlite_where=HELD_BACK, postgresql_where=HELD_BACK,
        ),
    )  # fmt: skip

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    due: Mapped[date]
    released_at: Mapped[datetime | None]
    reason: Mapped[str | None]
