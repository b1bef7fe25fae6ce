"""Budgets with their balance and their book."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the budgets; their book comes when there are drawdowns."""
    _lump_sum()


def book() -> None:
    """Make the book of the budgets."""
    _budget_booking()
    _budget_entry()


def _lump_sum() -> None:
    op.create_table(
        "lump_sum",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("contract_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("bandwidth", WHOLE, nullable=False),
        sa.Column("instalments", WHOLE, nullable=False),
        sa.Column("settled_cents", sa.BigInteger(), nullable=False),
        sa.Column("upper_cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved_cents", sa.BigInteger(), nullable=False),
        sa.Column("drawn_cents", sa.BigInteger(), nullable=False),
        whole("amount_cents", nullable=False),
        whole("drawn_cents", nullable=False),
        whole("reserved_cents", nullable=False),
        whole("settled_cents", nullable=False),
        whole("upper_cents", nullable=False),
        sa.CheckConstraint(
            "amount_cents >= 0 AND bandwidth BETWEEN 0 AND 100 AND instalments >= 1",
            name=op.f("ck_lump_sum_terms"),
        ),
        sa.CheckConstraint(
            "reserved_cents >= 0 AND drawn_cents >= 0"
            " AND reserved_cents + drawn_cents <= upper_cents",
            name=op.f("ck_lump_sum_limit"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "provider_id"],
            ["contract.id", "contract.provider_id"],
            name=op.f("fk_lump_sum_contract_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_lump_sum_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_lump_sum_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lump_sum")),
        sa.UniqueConstraint(
            "contract_id",
            "municipality_id",
            "year",
            name=op.f("uq_lump_sum_contract_id_municipality_id_year"),
        ),
        sa.UniqueConstraint(
            "id",
            "contract_id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_lump_sum_id_contract_id_municipality_id_provider_id"),
        ),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_lump_sum_id_municipality_id_provider_id"),
        ),
    )
    op.create_index(
        op.f("ix_lump_sum_municipality_id_year"),
        "lump_sum",
        ["municipality_id", "year"],
        unique=False,
    )
    op.create_index(
        op.f("ix_lump_sum_provider_id_year"), "lump_sum", ["provider_id", "year"], unique=False
    )


def _budget_booking() -> None:
    op.create_table(
        "budget_booking",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("budget_id", WHOLE, nullable=False),
        sa.Column("drawdown_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(kind IN ('set', 'reclaim')) = (drawdown_id IS NULL)",
            name=op.f("ck_budget_booking_origin"),
        ),
        sa.CheckConstraint(
            "kind IN ('set', 'reserve', 'free', 'draw', 'return', 'reclaim')",
            name=op.f("ck_budget_booking_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["budget_id", "municipality_id", "provider_id"],
            ["lump_sum.id", "lump_sum.municipality_id", "lump_sum.provider_id"],
            name=op.f("fk_budget_booking_budget_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["drawdown_id", "municipality_id", "provider_id"],
            ["drawdown.id", "drawdown.municipality_id", "drawdown.provider_id"],
            name=op.f("fk_budget_booking_drawdown_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_booking")),
    )
    op.create_index(
        op.f("ix_budget_booking_budget_id"), "budget_booking", ["budget_id"], unique=False
    )
    op.create_index(
        op.f("ix_budget_booking_drawdown_id"), "budget_booking", ["drawdown_id"], unique=False
    )


def _budget_entry() -> None:
    op.create_table(
        "budget_entry",
        sa.Column("booking_id", WHOLE, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "account IN ('upper', 'free', 'reserved', 'drawn')",
            name=op.f("ck_budget_entry_account"),
        ),
        whole("amount_cents", nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["budget_booking.id"], name=op.f("fk_budget_entry_booking_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", "account", name=op.f("pk_budget_entry")),
    )
