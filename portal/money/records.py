"""Rows of sums by month of care, kept by a worker; the lines and allocations are the truth."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.settlement.standing import Stage
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

STANDS = ("rejected", "parked", *Stage)
WITH_CONTRACT = text("contract_id IS NOT NULL")
WITHOUT_CONTRACT = text("contract_id IS NULL")
FIRST_DAY = "substr(CAST({0} AS TEXT), 9, 2) = '01'"


class CareSumRecord(Base):
    """What the lines of a message about one month of care come to, by contract and by stage.

    ``stage`` is where awarded lines are on their way to payment, or that the lines were sent back
    (rejected) or wait (parked). ``month`` is the first day of the month of care, ``arrived`` that
    of the month in which the message came in. Amounts are signed eurocents, credits less.
    """

    __tablename__ = "care_sum"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        ForeignKeyConstraint(
            ["contract_id", "provider_id"], ["contract.id", "contract.provider_id"]
        ),
        one_of("stage", STANDS),
        CheckConstraint("line_count > 0", name="line_count"),
        CheckConstraint(FIRST_DAY.format("month"), name="month"),
        CheckConstraint(FIRST_DAY.format("arrived"), name="arrived"),
        Index(
            "uq_care_sum_contract", "message_id", "contract_id", "month", "stage", unique=True,
            sqlite_where=WITH_CONTRACT, postgresql_where=WITH_CONTRACT,
        ),
        Index(
            "uq_care_sum_no_contract", "message_id", "month", "stage", unique=True,
            sqlite_where=WITHOUT_CONTRACT, postgresql_where=WITHOUT_CONTRACT,
        ),
        Index(None, "municipality_id", "month"),
        Index(None, "provider_id", "month"),
        Index(None, "contract_id", "month"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    message_id: Mapped[int]
    contract_id: Mapped[int | None]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    month: Mapped[date]
    arrived: Mapped[date]
    stage: Mapped[str]
    line_count: Mapped[int]
    cents: Mapped[int] = mapped_column(Cents)


class CommitmentRecord(Base):
    """What allocations are worth in a month under a contract, and what is to be declared of it.

    ``unknown`` counts the allocations of which the amount cannot be known.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["contract_id", "provider_id"], ["contract.id", "contract.provider_id"]
        ),
        CheckConstraint("committed_cents BETWEEN 0 AND planned_cents", name="committed"),
        CheckConstraint("unknown >= 0", name="unknown"),
        CheckConstraint(FIRST_DAY.format("month"), name="month"),
        Index(None, "municipality_id", "month"),
        Index(None, "provider_id", "month"),
    )

    contract_id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    provider_id: Mapped[int]
    planned_cents: Mapped[int] = mapped_column(Cents)
    committed_cents: Mapped[int] = mapped_column(Cents)
    unknown: Mapped[int]


class MoneyCountRecord(Base):
    """When the sums were made last, and how far the making is; the one row has number 1.

    ``total`` parts are to be done since ``begun_at``, ``done`` of them are; ``moved_at`` is a sign
    of life of whoever is at it, null while nobody is. ``finished_at`` is when all were done last,
    and ``booked`` the last booking that was there when that began.
    """

    __tablename__ = "money_count"
    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint("done BETWEEN 0 AND total", name="done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begun_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    booked: Mapped[int]
    next_booked: Mapped[int]
    total: Mapped[int]
    done: Mapped[int]
