"""What was tried, what it rested on, and how the verdict that followed compares."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
OUTCOMES = "outcome IN ('refused', 'rejected', 'partly_awarded', 'awarded', 'parked')"
CENTS = ("awarded_cents", "returned_cents", "waiting_cents", "submitted_cents")
COUNTS = ("line_count", "awarded_lines", "returned_lines", "waiting_lines")
NEVER_CHANGED = ("trial_comparison",)


def create() -> None:
    """Make the tables of this topic."""
    _trial()
    _trial_fact()
    _trial_comparison()


def _trial() -> None:
    op.create_table(
        "trial",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("tried_at", INSTANT, nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("level", WHOLE, nullable=True),
        *(sa.Column(name, WHOLE, nullable=False) for name in COUNTS),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in CENTS),
        *(whole(name, nullable=False) for name in CENTS),
        sa.CheckConstraint(LAWS, name=op.f("ck_trial_law")),
        sa.CheckConstraint(OUTCOMES, name=op.f("ck_trial_outcome")),
        sa.CheckConstraint(
            "line_count = awarded_lines + returned_lines + waiting_lines",
            name=op.f("ck_trial_lines"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_trial_account_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_trial_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_trial_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("public_id", name=op.f("uq_trial_public_id")),
        sa.UniqueConstraint("provider_id", "sha256", name=op.f("uq_trial_provider_id_sha256")),
    )
    op.create_index(
        op.f("ix_trial_provider_id_tried_at"), "trial", ["provider_id", "tried_at"], unique=False
    )
    op.create_index(op.f("ix_trial_tried_at"), "trial", ["tried_at"], unique=False)


def _trial_fact() -> None:
    op.create_table(
        "trial_fact",
        sa.Column("trial_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_trial_fact_trial_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trial_id", "kind", name=op.f("pk_trial_fact")),
    )


def _trial_comparison() -> None:
    op.create_table(
        "trial_comparison",
        sa.Column("message_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("tried_at", INSTANT, nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("lines", WHOLE, nullable=False),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.CheckConstraint("lines >= 0", name=op.f("ck_trial_comparison_lines")),
        sa.ForeignKeyConstraint(
            ["message_id", "provider_id"],
            ["message.id", "message.provider_id"],
            name=op.f("fk_trial_comparison_message_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_trial_comparison_municipality_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_trial_comparison_account_id")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_trial_comparison")),
    )
    for columns in (["municipality_id"], ["provider_id", "sha256"]):
        name = "_".join(["ix_trial_comparison", *columns])
        op.create_index(op.f(name), "trial_comparison", columns, unique=False)
