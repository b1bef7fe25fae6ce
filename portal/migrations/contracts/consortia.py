"""Members of a consortium, and options to extend a contract."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

NEVER_CHANGED = ("contract_member", "contract_option")


def create() -> None:
    """Make the tables of this topic."""
    op.create_table(
        "contract_member",
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("share", WHOLE, nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 10000", name=op.f("ck_contract_member_share")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_contract_member_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_contract_member_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "provider_id", name=op.f("pk_contract_member")),
    )
    op.create_table(
        "contract_option",
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_contract_option_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "until", name=op.f("pk_contract_option")),
    )
