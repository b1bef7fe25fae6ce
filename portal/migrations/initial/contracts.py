"""Contracts and their versions."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole


def create() -> None:
    """Make the tables of this topic."""
    _contract()
    _contract_version()
    _contract_municipality()
    _contract_product()
    _contract_budget()


def _contract() -> None:
    op.create_table(
        "contract",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("region_id", WHOLE, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_contract_law")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_contract_provider_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_contract_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("id", "provider_id", name=op.f("uq_contract_id_provider_id")),
        sa.UniqueConstraint("region_id", "slug", name=op.f("uq_contract_region_id_slug")),
    )


def _contract_version() -> None:
    op.create_table(
        "contract_version",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("contract_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("park_days", WHOLE, nullable=False),
        sa.CheckConstraint(
            "answer IN ('automatic', 'after-review')", name=op.f("ck_contract_version_answer")
        ),
        sa.CheckConstraint(
            "funding IN ('pxq', 'outcome', 'lumpsum')", name=op.f("ck_contract_version_funding")
        ),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_contract_version_period")),
        sa.CheckConstraint("park_days >= 0", name=op.f("ck_contract_version_park_days")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_version_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_version")),
        sa.UniqueConstraint(
            "contract_id", "number", name=op.f("uq_contract_version_contract_id_number")
        ),
    )


def _contract_municipality() -> None:
    op.create_table(
        "contract_municipality",
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_contract_municipality_municipality_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["contract_version.id"],
            name=op.f("fk_contract_municipality_version_id"),
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "municipality_id", name=op.f("pk_contract_municipality")
        ),
    )


def _contract_product() -> None:
    op.create_table(
        "contract_product",
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("tariff_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(unit = '83') = (tariff_cents IS NULL)", name=op.f("ck_contract_product_euros")
        ),
        sa.CheckConstraint("tariff_cents >= 0", name=op.f("ck_contract_product_tariff")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_contract_product_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "category", "code", "unit", "start", name=op.f("pk_contract_product")
        ),
        whole("tariff_cents", nullable=True),
    )


def _contract_budget() -> None:
    op.create_table(
        "contract_budget",
        sa.Column("version_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("bandwidth", WHOLE, nullable=False),
        sa.Column("instalments", WHOLE, nullable=False),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_contract_budget_amount")),
        sa.CheckConstraint(
            "bandwidth BETWEEN 0 AND 100", name=op.f("ck_contract_budget_bandwidth")
        ),
        sa.CheckConstraint("instalments >= 1", name=op.f("ck_contract_budget_instalments")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_contract_budget_municipality_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_contract_budget_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "municipality_id", "year", name=op.f("pk_contract_budget")
        ),
        whole("amount_cents", nullable=False),
    )
