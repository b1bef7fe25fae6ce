"""Rows of the ledger; never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

WITH_CONTRACT = text("contract_id IS NOT NULL AND payment_id IS NULL")
WITHOUT_CONTRACT = text("contract_id IS NULL AND payment_id IS NULL")
OF_PAYMENT = text("payment_id IS NOT NULL AND contract_id IS NOT NULL")
OF_PAYMENT_ALONE = text("payment_id IS NOT NULL AND contract_id IS NULL")
OF_DRAWDOWN = text("drawdown_id IS NOT NULL")
OF_SETTLEMENT = text("settlement_id IS NOT NULL")
KINDS = (
    "declaration", "unparked", "payment", "payment-returned", "drawdown", "drawdown-taken-back",
    "settlement", "settlement-received",
)  # fmt: skip
ACCOUNTS = ("declared", "awarded", "rejected", "parked", "settled", "paid", "set_off")


class LedgerTransactionRecord(Base):
    """What one message, or one payment, books on one contract (or, for lines without one, on none).

    ``round`` counts the times that parked lines of a message were decided. ``month`` is the month
    it is booked in (its first day): the one it happened in, or the next that is not closed. A
    drawdown is booked when it is approved, as declared and awarded at once; ``round`` then counts
    its approvals. A settlement is booked when it is confirmed, and when the money came back.
    """

    __tablename__ = "ledger_transaction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        ForeignKeyConstraint(
            ["contract_id", "provider_id"], ["contract.id", "contract.provider_id"]
        ),
        ForeignKeyConstraint(
            ["payment_id", "municipality_id", "provider_id"],
            ["payment.id", "payment.municipality_id", "payment.provider_id"],
        ),
        Index(
            "uq_ledger_transaction_contract",
            "message_id",
            "contract_id",
            "kind",
            "round",
            unique=True,
            sqlite_where=WITH_CONTRACT,
            postgresql_where=WITH_CONTRACT,
        ),
        Index(
            "uq_ledger_transaction_no_contract",
            "message_id",
            "kind",
            "round",
            unique=True,
            sqlite_where=WITHOUT_CONTRACT,
            postgresql_where=WITHOUT_CONTRACT,
        ),
        Index(
            "uq_ledger_transaction_payment",
            "payment_id",
            "contract_id",
            "kind",
            unique=True,
            sqlite_where=OF_PAYMENT,
            postgresql_where=OF_PAYMENT,
        ),
        Index(
            "uq_ledger_transaction_payment_no_contract",
            "payment_id",
            "kind",
            unique=True,
            sqlite_where=OF_PAYMENT_ALONE,
            postgresql_where=OF_PAYMENT_ALONE,
        ),
        ForeignKeyConstraint(
            ["drawdown_id", "municipality_id", "provider_id"],
            ["drawdown.id", "drawdown.municipality_id", "drawdown.provider_id"],
        ),
        Index(
            "uq_ledger_transaction_drawdown",
            "drawdown_id",
            "kind",
            "round",
            unique=True,
            sqlite_where=OF_DRAWDOWN,
            postgresql_where=OF_DRAWDOWN,
        ),
        ForeignKeyConstraint(
            ["settlement_id", "municipality_id", "provider_id"],
            ["settlement.id", "settlement.municipality_id", "settlement.provider_id"],
        ),
        Index(
            "uq_ledger_transaction_settlement",
            "settlement_id",
            "kind",
            unique=True,
            sqlite_where=OF_SETTLEMENT,
            postgresql_where=OF_SETTLEMENT,
        ),
        Index(None, "municipality_id", "month"),
        Index(None, "provider_id", "month"),
        one_of("law", Law),
        one_of("kind", KINDS),
        CheckConstraint(
            "(message_id IS NOT NULL) = (kind IN ('declaration', 'unparked'))"
            " AND (payment_id IS NOT NULL) = (kind IN ('payment', 'payment-returned'))"
            " AND (drawdown_id IS NOT NULL) = (kind IN ('drawdown', 'drawdown-taken-back'))"
            " AND (settlement_id IS NOT NULL) = (kind IN ('settlement', 'settlement-received'))"
            " AND (coalesce(drawdown_id, settlement_id) IS NULL OR contract_id IS NOT NULL)",
            name="origin",
        ),
        CheckConstraint("round >= 1", name="round"),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    message_id: Mapped[int | None]
    payment_id: Mapped[int | None]
    drawdown_id: Mapped[int | None]
    settlement_id: Mapped[int | None]
    contract_id: Mapped[int | None]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    recorded_at: Mapped[datetime]
    month: Mapped[date]
    kind: Mapped[str]
    round: Mapped[int]


class LedgerEntryRecord(Base):
    """One side of a transaction; the sum of its sides is zero.

    Of a message: declared is negative, what became of it positive. Parked lines that are decided
    go from parked to awarded or rejected. Of a payment: settled is what it does away with of what
    was awarded (negative), paid what the bank was told, set_off the difference that credits made.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        one_of("account", ACCOUNTS),
        {"info": {"immutable": True}},
    )

    transaction_id: Mapped[int] = mapped_column(
        ForeignKey("ledger_transaction.id"), primary_key=True
    )
    account: Mapped[str] = mapped_column(primary_key=True)
    amount_cents: Mapped[int] = mapped_column(Cents)


class ClosedMonthRecord(Base):
    """A month in which a municipality books nothing any more; ``month`` is its first day."""

    __tablename__ = "closed_month"
    __table_args__ = ({"info": {"immutable": True}},)

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime]


class JournalRuleRecord(Base):
    """Where a municipality books what in its own financial system.

    ``category`` is empty for all products of the law that have no rule of their own. Account codes
    are those of the municipality.
    """

    __tablename__ = "journal_rule"
    __table_args__ = (
        one_of("law", Law),
        CheckConstraint("length(cost_account) BETWEEN 1 AND 20", name="cost_account"),
        CheckConstraint("length(debt_account) BETWEEN 1 AND 20", name="debt_account"),
        CheckConstraint("length(cost_centre) <= 20", name="cost_centre"),
    )

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    law: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    cost_account: Mapped[str]
    debt_account: Mapped[str]
    cost_centre: Mapped[str]


class JournalExportRecord(Base):
    """A journal that was taken to the financial system; never changed.

    ``body`` is its lines as CSV: what was exported after closing a month is what is given again.
    """

    __tablename__ = "journal_export"
    __table_args__ = (
        Index(None, "municipality_id", "month"),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    month: Mapped[date]
    row_count: Mapped[int]
    debit_cents: Mapped[int] = mapped_column(Cents)
    sha256: Mapped[bytes]
    body: Mapped[bytes]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
