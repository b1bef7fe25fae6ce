"""The ledger."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole


def create() -> None:
    """Make the tables of this topic."""
    _ledger_transaction()
    _ledger_entry()


def _ledger_transaction() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("contract_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('declaration')", name=op.f("ck_ledger_transaction_kind")),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_ledger_transaction_law")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "provider_id"],
            ["contract.id", "contract.provider_id"],
            name=op.f("fk_ledger_transaction_contract_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_ledger_transaction_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
    )
    op.create_index(
        "uq_ledger_transaction_contract",
        "ledger_transaction",
        ["message_id", "contract_id", "kind"],
        unique=True,
        sqlite_where=sa.text("contract_id IS NOT NULL"),
        postgresql_where=sa.text("contract_id IS NOT NULL"),
    )
    op.create_index(
        "uq_ledger_transaction_no_contract",
        "ledger_transaction",
        ["message_id", "kind"],
        unique=True,
        sqlite_where=sa.text("contract_id IS NULL"),
        postgresql_where=sa.text("contract_id IS NULL"),
    )


def _ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("transaction_id", WHOLE, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "account IN ('declared', 'awarded', 'rejected', 'parked')",
            name=op.f("ck_ledger_entry_account"),
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transaction.id"],
            name=op.f("fk_ledger_entry_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("transaction_id", "account", name=op.f("pk_ledger_entry")),
        whole("amount_cents", nullable=False),
    )
