"""Rows of awarded lines that no longer fit, and of contracts whose lines are still to be asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IS_OPEN = text("ended_at IS NULL")
ALLOCATION, CONTRACT = "allocation", "contract"
CREDITED, MENDED, REPLACED, ACCEPTED = "credited", "mended", "replaced", "accepted"


class MisfitRecord(Base):
    """A line that would be rejected by what counts now, since ``found_at``; open until it ends.

    ``version_id`` is the allocation or contract version that did it, by ``cause``. ``findings``
    are ``[rule, expected, received, difference in cents]``, the first one's rule in ``rule``.
    What is said of the line is a copy: a list is searched without reading the lines.
    """

    __tablename__ = "misfit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        ForeignKeyConstraint(
            ["allocation_id", "municipality_id", "provider_id"],
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
        ),
        one_of("law", Law),
        one_of("cause", (ALLOCATION, CONTRACT)),
        one_of("ended", (CREDITED, MENDED, REPLACED, ACCEPTED)),
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="whole_end"),
        CheckConstraint("(ended_by IS NULL) OR (ended = 'accepted')", name="ended_by"),
        Index(
            "uq_misfit_line_id", "line_id", unique=True,
            sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        Index(None, "allocation_id"),
        Index(None, "line_id"),
        Index(None, "municipality_id", "id"),
        Index(None, "provider_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    line_id: Mapped[int]
    message_id: Mapped[int]
    allocation_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    allocation_number: Mapped[int]
    reference: Mapped[str]
    month: Mapped[date]
    cents: Mapped[int] = mapped_column(Cents)
    cause: Mapped[str]
    version_id: Mapped[int]
    rule: Mapped[str]
    findings: Mapped[Any] = mapped_column(JSON)
    found_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended: Mapped[str | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class TariffChangeRecord(Base):
    """A contract version whose provider's awarded lines are still to be held against it.

    The work goes from allocation to allocation; ``reached`` is the last one done. ``lines`` and
    ``cents`` add up what was found so far.
    """

    __tablename__ = "tariff_change"
    __table_args__ = (
        ForeignKeyConstraint(["contract_version_id"], ["contract_version.id"]),
        one_of("law", Law),
        CheckConstraint("lines >= 0", name="lines"),
    )

    contract_version_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    law: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    reached: Mapped[int]
    lines: Mapped[int]
    cents: Mapped[int] = mapped_column(Cents)
