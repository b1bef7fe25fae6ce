"""The place of a contract, care that goes on after it, and where its tariffs come from."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

NEVER_CHANGED = ()


def create() -> None:
    """Add the columns of this topic."""
    for name in ("segment", "lot", "area"):
        op.add_column("contract_version", sa.Column(name, sa.Text(), nullable=True))
    goes_on = sa.CheckConstraint(
        'continuity IS NULL OR continuity >= "end"', name=op.f("ck_contract_version_continuity")
    )
    op.add_column("contract_version", sa.Column("continuity", sa.Date(), goes_on, nullable=True))
    op.add_column("contract_municipality", sa.Column("start", sa.Date(), nullable=True))
    op.add_column("contract_product", sa.Column("tariff_list", sa.Text(), nullable=True))
    part = sa.CheckConstraint(
        "percentage BETWEEN 1 AND 200", name=op.f("ck_contract_product_percentage")
    )
    op.add_column("contract_product", sa.Column("percentage", WHOLE, part, nullable=True))
    op.add_column("contract_product", sa.Column("indexation", sa.Text(), nullable=True))
