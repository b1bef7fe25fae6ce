"""Rows of what people look at, and what they say about it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.lifecycle import Kind, statuses
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

REMARKS = (
    "note", "question", "reply", "hold", "clear", "credit-request", "objection", "uphold", "grant",
)  # fmt: skip
WAITING = text("state NOT IN ('cleared', 'credited')")


class ReviewRecord(Base):
    """A line that somebody looks at: why (codes, separated by spaces), by whom, and how it stands.

    ``cents`` is what the line comes to, signed. ``due`` is the last day for the one whose turn it
    is. ``decided_*`` tell of the last decision of the municipality; an objection against it goes
    to another person.
    """

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        one_of("state", statuses(Kind.REVIEW)),
        one_of("law", Law),
        CheckConstraint("length(reasons) > 0", name="reasons"),
        CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (decided_person IS NULL)",
            name="decided",
        ),
        Index(
            "ix_review_waiting", "municipality_id", "state", "id",
            sqlite_where=WAITING, postgresql_where=WAITING,
        ),
        Index(None, "provider_id", "state"),
        Index(None, "message_id"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    line_id: Mapped[int] = mapped_column(unique=True)
    message_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    reasons: Mapped[str]
    cents: Mapped[int] = mapped_column(Cents)
    state: Mapped[str]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    picked_at: Mapped[datetime]
    due: Mapped[date | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_person: Mapped[int | None]
    decided_at: Mapped[datetime | None]


class RemarkRecord(Base):
    """Something said about a line, by either side; never changed."""

    __tablename__ = "remark"
    __table_args__ = (
        one_of("kind", REMARKS),
        CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"),
        Index(None, "line_id"),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    line_id: Mapped[int]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    deadline: Mapped[date | None]


class SamplingRecord(Base):
    """The seed and rate by which lines of a provider are drawn in a month; never changed.

    ``permille`` follows from ``error_lines`` of ``judged_lines`` in the months before.
    """

    __tablename__ = "sampling"
    __table_args__ = (
        CheckConstraint("permille BETWEEN 0 AND 1000", name="permille"),
        CheckConstraint("error_lines BETWEEN 0 AND judged_lines", name="lines"),
        {"info": {"immutable": True}},
    )

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    seed: Mapped[str]
    permille: Mapped[int]
    judged_lines: Mapped[int]
    error_lines: Mapped[int]
    recorded_at: Mapped[datetime]


class ReviewPlanRecord(Base):
    """What a municipality wants looked at; the highest number counts, earlier ones stay.

    ``amount_from`` picks every line of at least so many eurocents (none when null); a sample is
    drawn of ``least`` up to ``most`` permille of the lines, by the provider's error rate.
    """

    __tablename__ = "review_plan"
    __table_args__ = (
        CheckConstraint("0 <= least AND least <= most AND most <= 1000", name="rates"),
        CheckConstraint("amount_from IS NULL OR amount_from > 0", name="amount_from"),
        {"info": {"immutable": True}},
    )

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    amount_from: Mapped[int | None] = mapped_column(Cents)
    warnings: Mapped[bool]
    least: Mapped[int]
    most: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
