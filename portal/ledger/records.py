"""Rows of the ledger; never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

WITH_CONTRACT = text("contract_id IS NOT NULL")
WITHOUT_CONTRACT = text("contract_id IS NULL")


class LedgerTransactionRecord(Base):
    """What one message books on one contract (or, for lines without one, on none)."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        ForeignKeyConstraint(
            ["contract_id", "provider_id"], ["contract.id", "contract.provider_id"]
        ),
        Index(
            "uq_ledger_transaction_contract", "message_id", "contract_id", "kind", unique=True,
            sqlite_where=WITH_CONTRACT, postgresql_where=WITH_CONTRACT,
        ),
        Index(
            "uq_ledger_transaction_no_contract", "message_id", "kind", unique=True,
            sqlite_where=WITHOUT_CONTRACT, postgresql_where=WITHOUT_CONTRACT,
        ),
        one_of("law", Law),
        one_of("kind", ("declaration",)),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    message_id: Mapped[int]
    contract_id: Mapped[int | None]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    recorded_at: Mapped[datetime]
    kind: Mapped[str]


class LedgerEntryRecord(Base):
    """One side of a transaction: declared is negative, the others positive, the sum is zero."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        one_of("account", ("declared", "awarded", "rejected", "parked")),
        {"info": {"immutable": True}},
    )

    transaction_id: Mapped[int] = mapped_column(
        ForeignKey("ledger_transaction.id"), primary_key=True
    )
    account: Mapped[str] = mapped_column(primary_key=True)
    amount_cents: Mapped[int] = mapped_column(Cents)
