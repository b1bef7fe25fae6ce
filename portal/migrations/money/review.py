"""What people look at, and what they say about it."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the tables of this topic."""
    _review()
    _remark()
    _sampling()
    _review_plan()


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("line_id", WHOLE, nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assignee_id", WHOLE, nullable=True),
        sa.Column("picked_at", INSTANT, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("decided_by", WHOLE, nullable=True),
        sa.Column("decided_person", WHOLE, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_review_law")
        ),
        sa.CheckConstraint(
            "state IN ('picked', 'cleared', 'held', 'asked', 'credit-requested',"
            " 'objected', 'upheld', 'credited')",
            name=op.f("ck_review_state"),
        ),
        whole("cents", nullable=False),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) ="
            " (decided_person IS NULL)",
            name=op.f("ck_review_decided"),
        ),
        sa.CheckConstraint("length(reasons) > 0", name=op.f("ck_review_reasons")),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["account.id"], name=op.f("fk_review_assignee_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_review_decided_by")),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_review_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("line_id", name=op.f("uq_review_line_id")),
    )
    op.create_index(op.f("ix_review_message_id"), "review", ["message_id"], unique=False)
    op.create_index(
        op.f("ix_review_provider_id_state"), "review", ["provider_id", "state"], unique=False
    )
    op.create_index(
        "ix_review_waiting",
        "review",
        ["municipality_id", "state", "id"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('cleared', 'credited')"),
        postgresql_where=sa.text("state NOT IN ('cleared', 'credited')"),
    )


def _remark() -> None:
    op.create_table(
        "remark",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("line_id", WHOLE, nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('note', 'question', 'reply', 'hold', 'clear', 'credit-request',"
            " 'objection', 'uphold', 'grant')",
            name=op.f("ck_remark_kind"),
        ),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_remark_text")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_remark_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_remark_message_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_remark_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_remark_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_line_id"), "remark", ["line_id"], unique=False)


def _sampling() -> None:
    op.create_table(
        "sampling",
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("permille", WHOLE, nullable=False),
        sa.Column("judged_lines", WHOLE, nullable=False),
        sa.Column("error_lines", WHOLE, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "error_lines BETWEEN 0 AND judged_lines", name=op.f("ck_sampling_lines")
        ),
        sa.CheckConstraint("permille BETWEEN 0 AND 1000", name=op.f("ck_sampling_permille")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_sampling_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_sampling_provider_id")
        ),
        sa.PrimaryKeyConstraint(
            "municipality_id", "provider_id", "month", name=op.f("pk_sampling")
        ),
    )


def _review_plan() -> None:
    op.create_table(
        "review_plan",
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("amount_from", sa.BigInteger(), nullable=True),
        sa.Column("warnings", sa.Boolean(), nullable=False),
        sa.Column("least", WHOLE, nullable=False),
        sa.Column("most", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        whole("amount_from", nullable=True),
        sa.CheckConstraint(
            "0 <= least AND least <= most AND most <= 1000", name=op.f("ck_review_plan_rates")
        ),
        sa.CheckConstraint(
            "amount_from IS NULL OR amount_from > 0", name=op.f("ck_review_plan_amount_from")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_plan_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_review_plan_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "number", name=op.f("pk_review_plan")),
    )
