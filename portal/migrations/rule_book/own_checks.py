"""The checks that municipalities set up themselves."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
KINDS = "'amount', 'volume', 'hours', 'products', 'late', 'together'"
NEVER_CHANGED = ("own_check",)


def create() -> None:
    """Make the table of this topic."""
    op.create_table(
        "own_check",
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("other_category", sa.Text(), nullable=True),
        sa.Column("other_code", sa.Text(), nullable=True),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        whole("bound", nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_own_check_kind")),
        sa.CheckConstraint("number > 0 AND version > 0", name=op.f("ck_own_check_numbers")),
        sa.CheckConstraint("bound IS NULL OR bound >= 0", name=op.f("ck_own_check_bound")),
        sa.CheckConstraint(
            "(kind = 'together') = (bound IS NULL)", name=op.f("ck_own_check_bound_of_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'together') = (other_code IS NOT NULL)"
            " AND (other_code IS NULL) = (other_category IS NULL)",
            name=op.f("ck_own_check_other"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_own_check_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_own_check_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "number", "version", name=op.f("pk_own_check")),
    )
