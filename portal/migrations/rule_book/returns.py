"""The retours that went back to senders."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

INSTANT = sa.DateTime(timezone=True)
NEVER_CHANGED = ("return_message",)


def create() -> None:
    """Make the table of this topic."""
    op.create_table(
        "return_message",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("identification", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answers_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_return_message_law")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_return_message_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_return_message_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_return_message_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_message")),
        sa.UniqueConstraint("identification", name=op.f("uq_return_message_identification")),
    )
    for party in ("provider_id", "municipality_id"):
        op.create_index(
            op.f(f"ix_return_message_{party}_kind_answers"),
            "return_message",
            [party, "kind", "answers"],
            unique=False,
        )
