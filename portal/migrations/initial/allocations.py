"""Clients, allocations and their balances."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole


def create() -> None:
    """Make the tables of this topic."""
    _client()
    _allocation()
    _allocation_version()
    _allocation_balance()
    live_debit(sa.UniqueConstraint("line_id", name=op.f("uq_live_debit_line_id")))


def _client() -> None:
    op.create_table(
        "client",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("bsn_index", sa.LargeBinary(), nullable=False),
        sa.Column("bsn_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_client_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("id", "municipality_id", name=op.f("uq_client_id_municipality_id")),
        sa.UniqueConstraint(
            "municipality_id", "bsn_index", name=op.f("uq_client_municipality_id_bsn_index")
        ),
    )


def _allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("client_id", WHOLE, nullable=False),
        sa.Column("current_version_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_allocation_law")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "municipality_id"],
            ["client.id", "client.municipality_id"],
            name=op.f("fk_allocation_client_id_municipality_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_allocation_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_allocation_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_allocation_id_municipality_id_provider_id"),
        ),
        sa.UniqueConstraint(
            "municipality_id",
            "law",
            "number",
            name=op.f("uq_allocation_municipality_id_law_number"),
        ),
    )
    op.create_index(op.f("ix_allocation_client_id"), "allocation", ["client_id"], unique=False)
    op.create_index(op.f("ix_allocation_provider_id"), "allocation", ["provider_id"], unique=False)


def _allocation_version() -> None:
    op.create_table(
        "allocation_version",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("volume", WHOLE, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("frequency", sa.Text(), nullable=True),
        sa.Column("budget_cents", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("provider_reference", sa.Text(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("budget_cents >= 0", name=op.f("ck_allocation_version_budget")),
        sa.CheckConstraint("volume >= 0", name=op.f("ck_allocation_version_volume")),
        sa.ForeignKeyConstraint(
            ["allocation_id", "municipality_id", "provider_id"],
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
            name=op.f("fk_allocation_version_allocation_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_version")),
        sa.UniqueConstraint(
            "allocation_id",
            "assigned_at",
            "content_sha256",
            name=op.f("uq_allocation_version_allocation_id_assigned_at_content_sha256"),
        ),
        whole("budget_cents", nullable=True),
    )


def _allocation_balance() -> None:
    op.create_table(
        "allocation_balance",
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("volume", WHOLE, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_allocation_balance_allocation_id")
        ),
        sa.PrimaryKeyConstraint("allocation_id", "unit", name=op.f("pk_allocation_balance")),
        whole("amount_cents", nullable=False),
    )


def live_debit(*more: sa.Constraint) -> None:
    """Make the table of the months that stand awarded; a later migration makes it again."""
    op.create_table(
        "live_debit",
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("line_id", WHOLE, nullable=False),
        sa.CheckConstraint("line_id > 0", name=op.f("ck_live_debit_line")),
        sa.PrimaryKeyConstraint(
            "allocation_id", "category", "code", "month", name=op.f("pk_live_debit")
        ),
        *more,
    )
