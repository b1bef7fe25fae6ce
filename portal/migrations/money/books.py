"""Closed months, the journal, and the samples of auditors."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the tables of this topic."""
    _closed_month()
    _journal_rule()
    _journal_export()
    _line_sample()
    _sampled_line()


def _closed_month() -> None:
    op.create_table(
        "closed_month",
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_closed_month_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_closed_month_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "month", name=op.f("pk_closed_month")),
    )


def _journal_rule() -> None:
    op.create_table(
        "journal_rule",
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("cost_account", sa.Text(), nullable=False),
        sa.Column("debt_account", sa.Text(), nullable=False),
        sa.Column("cost_centre", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_journal_rule_law")
        ),
        sa.CheckConstraint(
            "length(cost_account) BETWEEN 1 AND 20", name=op.f("ck_journal_rule_cost_account")
        ),
        sa.CheckConstraint("length(cost_centre) <= 20", name=op.f("ck_journal_rule_cost_centre")),
        sa.CheckConstraint(
            "length(debt_account) BETWEEN 1 AND 20", name=op.f("ck_journal_rule_debt_account")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_journal_rule_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "law", "category", name=op.f("pk_journal_rule")),
    )


def _journal_export() -> None:
    op.create_table(
        "journal_export",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("row_count", WHOLE, nullable=False),
        sa.Column("debit_cents", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        whole("debit_cents", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_journal_export_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_journal_export_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_export")),
    )
    op.create_index(
        op.f("ix_journal_export_municipality_id_month"),
        "journal_export",
        ["municipality_id", "month"],
        unique=False,
    )


def _line_sample() -> None:
    op.create_table(
        "line_sample",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("population_lines", WHOLE, nullable=False),
        sa.Column("population_cents", sa.BigInteger(), nullable=False),
        sa.Column("population_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_line_sample_law")
        ),
        sa.CheckConstraint("method IN ('lines', 'euros')", name=op.f("ck_line_sample_method")),
        whole("population_cents", nullable=False),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_line_sample_period")),
        sa.CheckConstraint("size >= 1 AND size <= 1000", name=op.f("ck_line_sample_size")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_line_sample_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_line_sample_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_sample")),
    )
    op.create_index(
        op.f("ix_line_sample_municipality_id"), "line_sample", ["municipality_id"], unique=False
    )


def _sampled_line() -> None:
    op.create_table(
        "sampled_line",
        sa.Column("sample_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("line_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["line_sample.id"], name=op.f("fk_sampled_line_sample_id")
        ),
        sa.PrimaryKeyConstraint("sample_id", "position", name=op.f("pk_sampled_line")),
    )
