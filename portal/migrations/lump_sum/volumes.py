"""What providers say of each month: clients and occupied places."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

PARTIES = ["municipality_id", "provider_id"]


def create() -> None:
    """Make the table of this topic."""
    op.create_table(
        "volume_return",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("budget_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("clients", WHOLE, nullable=False),
        sa.Column("places", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "clients >= 0 AND places >= 0 AND number >= 1", name=op.f("ck_volume_return_counts")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_volume_return_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_id", *PARTIES],
            ["lump_sum.id", *(f"lump_sum.{each}" for each in PARTIES)],
            name=op.f("fk_volume_return_budget_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume_return")),
        sa.UniqueConstraint(
            "budget_id", "month", "number",
            name=op.f("uq_volume_return_budget_id_month_number"),
        ),
    )
