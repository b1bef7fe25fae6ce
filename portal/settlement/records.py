"""Rows of how far the awarded lines of a declaration are; kept in the transactions that move them.

What each line itself says (its review, approval and payment) is the truth; ``portal check`` proves
that these sums are theirs.
"""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents

STAGES = ("blocked", "open", "checked", "approved", "in-run", "released", "paid")
TURN = "open"  # every message with awarded lines has this row; actions on it take turns by it
FILLED = text("line_count > 0")


class StageRecord(Base):
    """How many awarded lines of a message are at a stage, and their signed eurocents."""

    __tablename__ = "stage"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        one_of("stage", STAGES),
        one_of("law", Law),
        CheckConstraint("line_count >= 0", name="line_count"),
        CheckConstraint("line_count > 0 OR cents = 0", name="cents"),
        Index(
            "ix_stage_filled", "municipality_id", "stage", "provider_id",
            sqlite_where=FILLED, postgresql_where=FILLED,
        ),
        Index(None, "provider_id", "stage"),
    )  # fmt: skip

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    line_count: Mapped[int]
    cents: Mapped[int] = mapped_column(Cents)
