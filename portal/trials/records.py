"""Rows of what was tried, and of how the verdict that followed compares."""

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

from declarations.findings import Outcome
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered


class TrialRecord(Base):
    """What a provider was told about the bytes with this hash; trying them again replaces it.

    The bytes themselves are not kept. ``today`` is the day it was judged for. Lines are counted by
    what would become of them; the amounts are signed eurocents.
    """

    __tablename__ = "trial"
    __table_args__ = (
        UniqueConstraint("provider_id", "sha256"),
        Index(None, "provider_id", "tried_at"),
        Index(None, "tried_at"),
        one_of("law", Law),
        one_of("outcome", Outcome),
        CheckConstraint(
            "line_count = awarded_lines + returned_lines + waiting_lines", name="lines"
        ),
    )

    id: Mapped[int] = numbered()
    public_id: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    municipality_code: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    law: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[bytes]
    size: Mapped[int]
    file_name: Mapped[str]
    tried_at: Mapped[datetime]
    today: Mapped[date]
    rulebook: Mapped[str]
    facts: Mapped[str]
    receipt: Mapped[str]
    outcome: Mapped[str]
    level: Mapped[int | None]
    line_count: Mapped[int]
    awarded_lines: Mapped[int]
    awarded_cents: Mapped[int] = mapped_column(Cents)
    returned_lines: Mapped[int]
    returned_cents: Mapped[int] = mapped_column(Cents)
    waiting_lines: Mapped[int]
    waiting_cents: Mapped[int] = mapped_column(Cents)
    submitted_cents: Mapped[int] = mapped_column(Cents)


class TrialFactRecord(Base):
    """What a trial rested on and what it told, by kind; see ``portal.trials.telling``."""

    __tablename__ = "trial_fact"

    trial_id: Mapped[int] = mapped_column(
        ForeignKey("trial.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Any] = mapped_column(JSON)


class TrialComparisonRecord(Base):
    """How the verdict on a message compares with the trial of the same bytes; never changed.

    ``whole`` says that the message fell, or stood, as a whole where the trial told otherwise;
    ``lines`` counts those that came out differently. ``causes`` says why: see
    ``portal.trials.comparing``.
    """

    __tablename__ = "trial_comparison"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "provider_id"], ["message.id", "message.provider_id"],
        ),
        Index(None, "municipality_id"),
        Index(None, "provider_id", "sha256"),
        CheckConstraint("lines >= 0", name="lines"),
        {"info": {"immutable": True}},
    )  # fmt: skip

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider_id: Mapped[int]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sha256: Mapped[bytes]
    tried_at: Mapped[datetime]
    receipt: Mapped[str]
    whole: Mapped[bool]
    lines: Mapped[int]
    causes: Mapped[Any] = mapped_column(JSON)
