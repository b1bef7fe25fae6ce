"""Rows of what is known of decisions; never changed: who was wrong writes another one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from declarations.decided import Known
from portal.store.database import Base, one_of
from portal.store.types import numbered


class DecisionFactRecord(Base):
    """One thing known of the decision behind an allocation; of a kind the last row counts.

    ``holds`` is false where it is taken back, or for a result that was not reached.
    """

    __tablename__ = "decision_fact"
    __table_args__ = (
        ForeignKeyConstraint(
            ["allocation_id", "municipality_id", "provider_id"],
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
        ),
        one_of("kind", Known),
        CheckConstraint("length(note) <= 1000", name="note"),
        Index(None, "allocation_id", "kind", "id"),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    allocation_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    kind: Mapped[str]
    holds: Mapped[bool]
    dated: Mapped[date]
    note: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
