"""Awarded lines that no longer fit, and contracts whose lines are still to be asked."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
IS_OPEN = sa.text("ended_at IS NULL")
LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
NEVER_CHANGED = ()


def create() -> None:
    """Make the tables of this topic."""
    _misfit()
    _tariff_change()


def _misfit() -> None:
    op.create_table(
        "misfit",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("line_id", WHOLE, nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("allocation_number", WHOLE, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("ended_by", WHOLE, nullable=True),
        whole("cents", nullable=False),
        sa.CheckConstraint(LAWS, name=op.f("ck_misfit_law")),
        sa.CheckConstraint("cause IN ('allocation', 'contract')", name=op.f("ck_misfit_cause")),
        sa.CheckConstraint(
            "ended IN ('credited', 'mended', 'replaced', 'accepted')", name=op.f("ck_misfit_ended")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_misfit_whole_end")
        ),
        sa.CheckConstraint(
            "(ended_by IS NULL) OR (ended = 'accepted')", name=op.f("ck_misfit_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_misfit_message_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id", "municipality_id", "provider_id"],
            ["allocation.id", "allocation.municipality_id", "allocation.provider_id"],
            name=op.f("fk_misfit_allocation_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_misfit_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misfit")),
    )
    op.create_index(
        "uq_misfit_line_id",
        "misfit",
        ["line_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    for column in ("allocation_id", "line_id"):
        op.create_index(op.f(f"ix_misfit_{column}"), "misfit", [column], unique=False)
    for party in ("municipality_id", "provider_id"):
        op.create_index(op.f(f"ix_misfit_{party}_id"), "misfit", [party, "id"], unique=False)


def _tariff_change() -> None:
    op.create_table(
        "tariff_change",
        sa.Column("contract_version_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("reached", WHOLE, nullable=False),
        sa.Column("lines", WHOLE, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        whole("cents", nullable=False),
        sa.CheckConstraint(LAWS, name=op.f("ck_tariff_change_law")),
        sa.CheckConstraint("lines >= 0", name=op.f("ck_tariff_change_lines")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_tariff_change_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_version_id"],
            ["contract_version.id"],
            name=op.f("fk_tariff_change_contract_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_tariff_change_provider_id")
        ),
        sa.PrimaryKeyConstraint("contract_version_id", name=op.f("pk_tariff_change")),
    )
