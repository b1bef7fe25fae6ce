"""The percentages in which a trajectory is declared, with the product of a contract."""

import sqlalchemy as sa
from alembic import op

NEVER_CHANGED = ()


def create() -> None:
    """Add the column of this topic."""
    of_euros = sa.CheckConstraint(
        "milestones IS NULL OR unit = '83'", name=op.f("ck_contract_product_milestones")
    )
    op.add_column("contract_product", sa.Column("milestones", sa.JSON(), of_euros, nullable=True))
