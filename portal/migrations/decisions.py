"""What is known of decisions, and what contracts want to be known."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

NEVER_CHANGED = ("decision_fact",)
KINDS = "'plan', 'dat-decision', 'labour-research', 'result'"
PARTIES = ("allocation_id", "municipality_id", "provider_id")


def create() -> None:
    """Make the table, and add the column."""
    op.add_column("contract_version", sa.Column("requires", sa.JSON(), nullable=True))
    op.create_table(
        "decision_fact",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_decision_fact_kind")),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_decision_fact_note")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_decision_fact_account_id")
        ),
        sa.ForeignKeyConstraint(
            list(PARTIES),
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
            name=op.f("fk_decision_fact_allocation_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_fact")),
    )
    op.create_index(
        op.f("ix_decision_fact_allocation_id_kind_id"),
        "decision_fact",
        ["allocation_id", "kind", "id"],
    )
