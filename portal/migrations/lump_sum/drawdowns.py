"""Drawdowns, and the payments they are in."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
LIVE = sa.text("live")


def create() -> None:
    """Make the tables of this topic."""
    _drawdown()
    _payment_drawdown()


def _drawdown() -> None:
    op.create_table(
        "drawdown",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("budget_id", WHOLE, nullable=False),
        sa.Column("contract_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("submitted_by", WHOLE, nullable=False),
        sa.Column("submitted_person", WHOLE, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("checked_by", WHOLE, nullable=True),
        sa.Column("checked_person", WHOLE, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("approved_by", WHOLE, nullable=True),
        sa.Column("approved_person", WHOLE, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("ended_by", WHOLE, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('rejected', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_drawdown_ended"),
        ),
        sa.CheckConstraint(LAWS, name=op.f("ck_drawdown_law")),
        sa.CheckConstraint(
            "state <> 'rejected' OR reason IS NOT NULL", name=op.f("ck_drawdown_rejected")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'checked', 'approved', 'rejected', 'withdrawn', 'in-run',"
            " 'released', 'paid')",
            name=op.f("ck_drawdown_state"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'checked', 'rejected', 'withdrawn')"
            " OR (approved_person IS NOT NULL AND round >= 1)",
            name=op.f("ck_drawdown_approved"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'rejected', 'withdrawn') OR checked_person IS NOT NULL",
            name=op.f("ck_drawdown_checked"),
        ),
        whole("amount_cents", nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_drawdown_amount")),
        sa.CheckConstraint(
            "length(reference) BETWEEN 1 AND 100", name=op.f("ck_drawdown_reference")
        ),
        sa.CheckConstraint("round >= 0", name=op.f("ck_drawdown_round")),
        sa.CheckConstraint(
            "submitted_person <> checked_person AND submitted_person <> approved_person"
            " AND checked_person <> approved_person",
            name=op.f("ck_drawdown_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_drawdown_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["approved_person"], ["person.id"], name=op.f("fk_drawdown_approved_person")
        ),
        sa.ForeignKeyConstraint(
            ["budget_id", "contract_id", "municipality_id", "provider_id"],
            [
                "lump_sum.id",
                "lump_sum.contract_id",
                "lump_sum.municipality_id",
                "lump_sum.provider_id",
            ],
            name=op.f("fk_drawdown_budget_id_contract_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_drawdown_checked_by")
        ),
        sa.ForeignKeyConstraint(
            ["checked_person"], ["person.id"], name=op.f("fk_drawdown_checked_person")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_drawdown_ended_by")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["account.id"], name=op.f("fk_drawdown_submitted_by")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_person"], ["person.id"], name=op.f("fk_drawdown_submitted_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawdown")),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_drawdown_id_municipality_id_provider_id"),
        ),
        sa.UniqueConstraint(
            "provider_id",
            "contract_id",
            "reference",
            name=op.f("uq_drawdown_provider_id_contract_id_reference"),
        ),
    )
    op.create_index(op.f("ix_drawdown_budget_id"), "drawdown", ["budget_id"], unique=False)
    op.create_index(
        op.f("ix_drawdown_municipality_id_state"),
        "drawdown",
        ["municipality_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_drawdown_provider_id_id"), "drawdown", ["provider_id", "id"], unique=False
    )


def _payment_drawdown() -> None:
    op.create_table(
        "payment_drawdown",
        sa.Column("payment_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("drawdown_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        whole("cents", nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payment_drawdown_cents")),
        sa.ForeignKeyConstraint(
            ["drawdown_id", "municipality_id", "provider_id"],
            ["drawdown.id", "drawdown.municipality_id", "drawdown.provider_id"],
            name=op.f("fk_payment_drawdown_drawdown_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id", "municipality_id", "provider_id"],
            ["payment.id", "payment.municipality_id", "payment.provider_id"],
            name=op.f("fk_payment_drawdown_payment_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("payment_id", "drawdown_id", name=op.f("pk_payment_drawdown")),
    )
    op.create_index(
        "uq_payment_drawdown_live",
        "payment_drawdown",
        ["drawdown_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
