"""How a region buys, version by version."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

NEVER_CHANGED = ("purchasing",)


def create() -> None:
    """Make the table of this topic."""
    op.create_table(
        "purchasing",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("region_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_purchasing_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchasing")),
        sa.UniqueConstraint("region_id", "number", name=op.f("uq_purchasing_region_id_number")),
    )
