"""Rows of lump sums: budgets with their balance, drawdowns, and the book behind each balance."""

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

from declarations.lifecycle import Kind, statuses
from declarations.lumpsum import ACCOUNTS, Move
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IMMUTABLE = {"info": {"immutable": True}}
PARTIES = ["municipality_id", "provider_id"]
PROPOSED = text("state = 'proposed'")


class LumpSumRecord(Base):
    """What a municipality has for a contract in a year, and what is left of it.

    The terms are those of ``version_id``, the newest that the contract has. ``upper_cents`` is the
    amount, its bandwidth and what settlements added or took back (``settled_cents``). It is spent
    only by a conditional UPDATE of this row, and the CHECK is what stands behind that.
    """

    __tablename__ = "lump_sum"
    __table_args__ = (
        UniqueConstraint("contract_id", "municipality_id", "year"),
        UniqueConstraint("id", "contract_id", "municipality_id", "provider_id"),
        UniqueConstraint("id", "municipality_id", "provider_id"),
        ForeignKeyConstraint(
            ["contract_id", "provider_id"], ["contract.id", "contract.provider_id"]
        ),
        CheckConstraint(
            "reserved_cents >= 0 AND drawn_cents >= 0"
            " AND reserved_cents + drawn_cents <= upper_cents",
            name="limit",
        ),
        CheckConstraint(
            "amount_cents >= 0 AND bandwidth BETWEEN 0 AND 100 AND instalments >= 1", name="terms"
        ),
        Index(None, "municipality_id", "year"),
        Index(None, "provider_id", "year"),
    )

    id: Mapped[int] = numbered()
    contract_id: Mapped[int]
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int]
    year: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"))
    amount_cents: Mapped[int] = mapped_column(Cents)
    bandwidth: Mapped[int]
    instalments: Mapped[int]
    settled_cents: Mapped[int] = mapped_column(Cents)
    upper_cents: Mapped[int] = mapped_column(Cents)
    reserved_cents: Mapped[int] = mapped_column(Cents)
    drawn_cents: Mapped[int] = mapped_column(Cents)


class DrawdownRecord(Base):
    """What a provider asked from a budget; ``reference`` is its own, once per contract.

    ``round`` counts its approvals: one that was taken back may be approved again. ``reason`` is
    why it was rejected, sent back or taken back last.
    """

    __tablename__ = "drawdown"
    __table_args__ = (
        UniqueConstraint("provider_id", "contract_id", "reference"),
        UniqueConstraint("id", "municipality_id", "provider_id"),
        ForeignKeyConstraint(
            ["budget_id", "contract_id", *PARTIES],
            ["lump_sum.id", "lump_sum.contract_id", *(f"lump_sum.{each}" for each in PARTIES)],
        ),
        one_of("state", statuses(Kind.DRAWDOWN)),
        one_of("law", Law),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("length(reference) BETWEEN 1 AND 100", name="reference"),
        CheckConstraint("round >= 0", name="round"),
        CheckConstraint(
            "submitted_person <> checked_person AND submitted_person <> approved_person"
            " AND checked_person <> approved_person",
            name="four_eyes",
        ),
        CheckConstraint(
            "state IN ('submitted', 'rejected', 'withdrawn') OR checked_person IS NOT NULL",
            name="checked",
        ),
        CheckConstraint(
            "state IN ('submitted', 'checked', 'rejected', 'withdrawn')"
            " OR (approved_person IS NOT NULL AND round >= 1)",
            name="approved",
        ),
        CheckConstraint(
            "(state IN ('rejected', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended"
        ),
        CheckConstraint("state <> 'rejected' OR reason IS NOT NULL", name="rejected"),
        Index(None, "budget_id"),
        Index(None, "municipality_id", "state"),
        Index(None, "provider_id", "id"),
    )

    id: Mapped[int] = numbered()
    budget_id: Mapped[int]
    contract_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    reference: Mapped[str]
    amount_cents: Mapped[int] = mapped_column(Cents)
    state: Mapped[str]
    round: Mapped[int]
    dated: Mapped[date]
    submitted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submitted_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class SettlementRecord(Base):
    """What a budget comes to in the end: one person proposes it, another confirms or refuses it.

    ``agreed`` and ``realised`` are volumes (basis ``volume``), ``final_cents`` what was established
    (basis ``final``). ``extra_cents`` is added to the budget, ``reclaim_cents`` the provider owes.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("id", "municipality_id", "provider_id"),
        ForeignKeyConstraint(
            ["budget_id", "contract_id", *PARTIES],
            ["lump_sum.id", "lump_sum.contract_id", *(f"lump_sum.{each}" for each in PARTIES)],
        ),
        one_of("state", statuses(Kind.SETTLEMENT)),
        one_of("basis", ("volume", "final")),
        one_of("law", Law),
        CheckConstraint(
            "(basis = 'volume') = (agreed IS NOT NULL) AND (basis = 'volume') = (realised IS NOT"
            " NULL) AND (basis = 'final') = (final_cents IS NOT NULL)",
            name="facts",
        ),
        CheckConstraint(
            "extra_cents >= 0 AND reclaim_cents >= 0 AND (extra_cents = 0 OR reclaim_cents = 0)",
            name="cents",
        ),
        CheckConstraint("proposed_person <> decided_person", name="four_eyes"),
        CheckConstraint(
            "(state = 'proposed') = (decided_person IS NULL)"
            " AND (state = 'received') = (received_at IS NOT NULL)",
            name="decided",
        ),
        Index(
            "uq_settlement_proposed", "budget_id", unique=True,
            sqlite_where=PROPOSED, postgresql_where=PROPOSED,
        ),
        Index(None, "budget_id"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    budget_id: Mapped[int]
    contract_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    basis: Mapped[str]
    agreed: Mapped[int | None]
    realised: Mapped[int | None]
    final_cents: Mapped[int | None] = mapped_column(Cents)
    extra_cents: Mapped[int] = mapped_column(Cents)
    reclaim_cents: Mapped[int] = mapped_column(Cents)
    state: Mapped[str]
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime | None]


class VolumeReturnRecord(Base):
    """What a provider says of a month: clients, and places that were occupied.

    It says so again by a higher ``number``; the highest counts.
    """

    __tablename__ = "volume_return"
    __table_args__ = (
        UniqueConstraint("budget_id", "month", "number"),
        ForeignKeyConstraint(
            ["budget_id", *PARTIES], ["lump_sum.id", *(f"lump_sum.{each}" for each in PARTIES)]
        ),
        CheckConstraint("clients >= 0 AND places >= 0 AND number >= 1", name="counts"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    budget_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    month: Mapped[date]
    number: Mapped[int]
    clients: Mapped[int]
    places: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class BudgetBookingRecord(Base):
    """Something that happened to a budget: of a drawdown, or (``set``) of its terms."""

    __tablename__ = "budget_booking"
    __table_args__ = (
        ForeignKeyConstraint(
            ["budget_id", *PARTIES], ["lump_sum.id", *(f"lump_sum.{each}" for each in PARTIES)]
        ),
        ForeignKeyConstraint(
            ["drawdown_id", *PARTIES], ["drawdown.id", *(f"drawdown.{each}" for each in PARTIES)]
        ),
        one_of("kind", Move),
        CheckConstraint("(kind IN ('set', 'reclaim')) = (drawdown_id IS NULL)", name="origin"),
        Index(None, "budget_id"),
        Index(None, "drawdown_id"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    budget_id: Mapped[int]
    drawdown_id: Mapped[int | None]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    kind: Mapped[str]
    recorded_at: Mapped[datetime]


class BudgetEntryRecord(Base):
    """One side of a booking; the sum of its sides is zero.

    ``upper`` is negative: what a budget was given. The other three say where that is now, so that
    upper = free + reserved + drawn.
    """

    __tablename__ = "budget_entry"
    __table_args__ = (one_of("account", ACCOUNTS), IMMUTABLE)

    booking_id: Mapped[int] = mapped_column(ForeignKey("budget_booking.id"), primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    amount_cents: Mapped[int] = mapped_column(Cents)
