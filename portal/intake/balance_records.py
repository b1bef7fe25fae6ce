"""Rows that judging keeps up to date, so that it never has to read history."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base
from portal.store.types import Cents


class AllocationBalanceRecord(Base):
    """What has been awarded on an allocation so far, per unit; credits taken off."""

    __tablename__ = "allocation_balance"
    __table_args__ = ({"postgresql_with": {"fillfactor": 40}},)  # most rows change every month

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    volume: Mapped[int]
    amount_cents: Mapped[int] = mapped_column(Cents)


class LiveDebitRecord(Base):
    """A month of a product that is already awarded and not credited (TR389).

    ``month`` is its first day; ``line_id`` the awarded debit. As with lines, what a foreign key
    would guard is proven by ``portal check``, and so is that a line stands for one month alone.
    """

    __tablename__ = "live_debit"
    __table_args__ = (CheckConstraint("line_id > 0", name="line"),)

    allocation_id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    line_id: Mapped[int]
