"""The accounts that municipalities pay from."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the table of this topic."""
    op.create_table(
        "municipality_account",
        sa.Column("municipality_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(iban) BETWEEN 15 AND 34", name=op.f("ck_municipality_account_iban")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_municipality_account_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_municipality_account")),
    )
