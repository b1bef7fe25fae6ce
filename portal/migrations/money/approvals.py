"""Approvals, mandates, and how far the lines of a declaration are."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the tables of this topic."""
    _mandate()
    _approval()
    _approval_line()
    _stage()


def _mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("line_limit", sa.BigInteger(), nullable=False),
        sa.Column("declaration_limit", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", WHOLE, nullable=False),
        sa.Column("proposed_person", WHOLE, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("signed_by", WHOLE, nullable=True),
        sa.Column("signed_person", WHOLE, nullable=True),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.Column("ended_by", WHOLE, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_mandate_law")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'refused', 'ended')", name=op.f("ck_mandate_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('active', 'ended') OR signed_person IS NOT NULL",
            name=op.f("ck_mandate_signed"),
        ),
        whole("declaration_limit", nullable=False),
        whole("line_limit", nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_mandate_period")),
        sa.CheckConstraint(
            "line_limit > 0 AND declaration_limit >= line_limit", name=op.f("ck_mandate_limits")
        ),
        sa.CheckConstraint("proposed_person <> signed_person", name=op.f("ck_mandate_four_eyes")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_mandate_ended_by")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_mandate_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_mandate_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_person"], ["person.id"], name=op.f("fk_mandate_proposed_person")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_mandate_provider_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name=op.f("fk_mandate_signed_by")),
        sa.ForeignKeyConstraint(
            ["signed_person"], ["person.id"], name=op.f("fk_mandate_signed_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    op.create_index(
        op.f("ix_mandate_municipality_id_state"),
        "mandate",
        ["municipality_id", "state"],
        unique=False,
    )


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("checked_by", WHOLE, nullable=True),
        sa.Column("checked_person", WHOLE, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("approved_by", WHOLE, nullable=True),
        sa.Column("approved_person", WHOLE, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("mandate_id", WHOLE, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_approval_law")
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR mandate_id IS NOT NULL OR approved_person IS NOT NULL",
            name=op.f("ck_approval_approved"),
        ),
        sa.CheckConstraint(
            "state IN ('checked', 'approved', 'returned', 'withdrawn')",
            name=op.f("ck_approval_state"),
        ),
        whole("cents", nullable=False),
        sa.CheckConstraint(
            "(mandate_id IS NULL) = (checked_person IS NOT NULL)", name=op.f("ck_approval_mandate")
        ),
        sa.CheckConstraint("checked_person <> approved_person", name=op.f("ck_approval_four_eyes")),
        sa.CheckConstraint("line_count > 0", name=op.f("ck_approval_line_count")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_approval_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["approved_person"], ["person.id"], name=op.f("fk_approval_approved_person")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_approval_checked_by")
        ),
        sa.ForeignKeyConstraint(
            ["checked_person"], ["person.id"], name=op.f("fk_approval_checked_person")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_approval_mandate_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_approval_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("message_id", "round", name=op.f("uq_approval_message_id_round")),
    )
    op.create_index(
        op.f("ix_approval_municipality_id_state"),
        "approval",
        ["municipality_id", "state"],
        unique=False,
    )


def _approval_line() -> None:
    op.create_table(
        "approval_line",
        sa.Column("line_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("approval_id", WHOLE, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        whole("cents", nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name=op.f("fk_approval_line_approval_id")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_approval_line")),
    )
    op.create_index(
        op.f("ix_approval_line_approval_id"), "approval_line", ["approval_id"], unique=False
    )


def _stage() -> None:
    op.create_table(
        "stage",
        sa.Column("message_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_stage_law")
        ),
        sa.CheckConstraint(
            "stage IN ('blocked', 'open', 'checked', 'approved', 'in-run', 'released', 'paid')",
            name=op.f("ck_stage_stage"),
        ),
        whole("cents", nullable=False),
        sa.CheckConstraint("line_count > 0 OR cents = 0", name=op.f("ck_stage_cents")),
        sa.CheckConstraint("line_count >= 0", name=op.f("ck_stage_line_count")),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_stage_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("message_id", "stage", name=op.f("pk_stage")),
    )
    op.create_index(
        "ix_stage_filled",
        "stage",
        ["municipality_id", "stage", "provider_id"],
        unique=False,
        sqlite_where=sa.text("line_count > 0"),
        postgresql_where=sa.text("line_count > 0"),
    )
    op.create_index(
        op.f("ix_stage_provider_id_stage"), "stage", ["provider_id", "stage"], unique=False
    )
