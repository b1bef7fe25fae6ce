"""Settlements of budgets."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
PROPOSED = sa.text("state = 'proposed'")


def create() -> None:
    """Make the table of this topic."""
    _settlement()


def _settlement() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("budget_id", WHOLE, nullable=False),
        sa.Column("contract_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("agreed", WHOLE, nullable=True),
        sa.Column("realised", WHOLE, nullable=True),
        sa.Column("final_cents", sa.BigInteger(), nullable=True),
        sa.Column("extra_cents", sa.BigInteger(), nullable=False),
        sa.Column("reclaim_cents", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", WHOLE, nullable=False),
        sa.Column("proposed_person", WHOLE, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", WHOLE, nullable=True),
        sa.Column("decided_person", WHOLE, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("received_by", WHOLE, nullable=True),
        sa.Column("received_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(basis = 'volume') = (agreed IS NOT NULL) AND (basis = 'volume') = (realised IS NOT"
            " NULL) AND (basis = 'final') = (final_cents IS NOT NULL)",
            name=op.f("ck_settlement_facts"),
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_person IS NULL)"
            " AND (state = 'received') = (received_at IS NOT NULL)",
            name=op.f("ck_settlement_decided"),
        ),
        sa.CheckConstraint("basis IN ('volume', 'final')", name=op.f("ck_settlement_basis")),
        sa.CheckConstraint(LAWS, name=op.f("ck_settlement_law")),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'refused', 'received')",
            name=op.f("ck_settlement_state"),
        ),
        whole("extra_cents", nullable=False),
        whole("final_cents", nullable=True),
        whole("reclaim_cents", nullable=False),
        sa.CheckConstraint(
            "extra_cents >= 0 AND reclaim_cents >= 0 AND (extra_cents = 0 OR reclaim_cents = 0)",
            name=op.f("ck_settlement_cents"),
        ),
        sa.CheckConstraint(
            "proposed_person <> decided_person", name=op.f("ck_settlement_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["budget_id", "contract_id", "municipality_id", "provider_id"],
            [
                "lump_sum.id",
                "lump_sum.contract_id",
                "lump_sum.municipality_id",
                "lump_sum.provider_id",
            ],
            name=op.f("fk_settlement_budget_id_contract_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_settlement_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_person"], ["person.id"], name=op.f("fk_settlement_decided_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_settlement_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_person"], ["person.id"], name=op.f("fk_settlement_proposed_person")
        ),
        sa.ForeignKeyConstraint(
            ["received_by"], ["account.id"], name=op.f("fk_settlement_received_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_settlement_id_municipality_id_provider_id"),
        ),
    )
    op.create_index(op.f("ix_settlement_budget_id"), "settlement", ["budget_id"], unique=False)
    op.create_index(
        "uq_settlement_proposed",
        "settlement",
        ["budget_id"],
        unique=True,
        sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )
