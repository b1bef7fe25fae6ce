"""Rows of what a municipality asked about its past, and of the lines that would differ."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.hindsight.service import AsOf, Side
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IS_RUNNING = text("state = 'running'")
RUNNING, DONE, STOPPED, FAILED = "running", "done", "stopped", "failed"


class HindsightRunRecord(Base):
    """A question about the past and how far its answer is; one runs at a time.

    ``rule`` is empty or the rule that is tried as if it rejected already, ``rulebook`` the version
    of the book that judges. ``total`` messages were there when it was asked; ``reached`` is the id
    of the last that was looked at, of which ``messages`` were judged and ``unread`` did not open.
    ``lines`` would differ. ``form_key`` makes one form ask once.
    """

    __tablename__ = "hindsight_run"
    __table_args__ = (
        UniqueConstraint("municipality_id", "form_key"),
        Index(
            "uq_hindsight_run_one_at_a_time", "municipality_id", unique=True,
            sqlite_where=IS_RUNNING, postgresql_where=IS_RUNNING,
        ),
        Index(None, "municipality_id", "id"),
        Index(None, "asked_at"),
        one_of("as_of", AsOf),
        one_of("state", (RUNNING, DONE, STOPPED, FAILED)),
        CheckConstraint("first <= last", name="period"),
        CheckConstraint("(state = 'stopped') = (stopped_by IS NOT NULL)", name="stopped"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    form_key: Mapped[str]
    asked_at: Mapped[datetime]
    first: Mapped[date]
    last: Mapped[date]
    as_of: Mapped[str]
    rule: Mapped[str]
    rulebook: Mapped[str]
    state: Mapped[str]
    moved_at: Mapped[datetime]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    total: Mapped[int]
    reached: Mapped[int]
    messages: Mapped[int]
    unread: Mapped[int]
    lines: Mapped[int]
    failures: Mapped[int]


class HindsightLineRecord(Base):
    """A line that would get other return codes; ``number`` counts from 1 in the run.

    Codes and rules are separated by spaces. ``cents`` is what would be awarded more.
    """

    __tablename__ = "hindsight_line"
    __table_args__ = (
        one_of("side", Side),
        Index(None, "run_id", "provider_id", "number"),
    )

    run_id: Mapped[int] = mapped_column(
        ForeignKey("hindsight_run.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    position: Mapped[int]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    month: Mapped[date]
    reference: Mapped[str]
    code: Mapped[str]
    side: Mapped[str]
    was: Mapped[str]
    would: Mapped[str]
    rules: Mapped[str]
    cents: Mapped[int] = mapped_column(Cents)


class HindsightRuleRecord(Base):
    """A rule that a line of a run breaks now or broke then, but not both."""

    __tablename__ = "hindsight_rule"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "number"], ["hindsight_line.run_id", "hindsight_line.number"],
            ondelete="CASCADE",
        ),
        Index(None, "run_id", "number"),
    )  # fmt: skip

    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
