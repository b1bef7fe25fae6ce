"""Regions, municipalities, providers, persons, accounts and keys."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE


def create() -> None:
    """Make the tables of this topic."""
    _region()
    _municipality()
    _provider()
    _provider_version()
    _person()
    _account()
    _api_key()


def _region() -> None:
    op.create_table(
        "region",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("slug", name=op.f("uq_region_slug")),
    )


def _municipality() -> None:
    op.create_table(
        "municipality",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("region_id", WHOLE, nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("length(code) = 4", name=op.f("ck_municipality_code")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_municipality_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("code", name=op.f("uq_municipality_code")),
    )


def _provider() -> None:
    op.create_table(
        "provider",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("agb", sa.String(length=8), nullable=False),
        sa.Column("kvk", sa.String(length=8), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(agb) = 8", name=op.f("ck_provider_agb")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("agb", name=op.f("uq_provider_agb")),
    )


def _provider_version() -> None:
    op.create_table(
        "provider_version",
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_version_provider_id")
        ),
        sa.PrimaryKeyConstraint("provider_id", "number", name=op.f("pk_provider_version")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.Column("region_id", WHOLE, nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('provider-clerk', 'provider-admin') AND provider_id IS NOT NULL AND municipality_id IS NULL AND region_id IS NULL) OR (role IN ('access', 'checker', 'approver', 'payments', 'contract-manager', 'supervisor', 'controller', 'auditor') AND provider_id IS NULL AND municipality_id IS NOT NULL AND region_id IS NULL) OR (role IN ('functional-admin') AND provider_id IS NULL AND municipality_id IS NULL AND region_id IS NOT NULL) OR (role IN ('system') AND provider_id IS NULL AND municipality_id IS NULL AND region_id IS NULL)",  # noqa: E501
            name=op.f("ck_account_party"),
        ),
        sa.CheckConstraint(
            "role IN ('provider-clerk', 'provider-admin', 'access', 'checker', 'approver', 'payments', 'contract-manager', 'supervisor', 'controller', 'auditor', 'functional-admin', 'system')",  # noqa: E501
            name=op.f("ck_account_role"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_account_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_account_provider_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_account_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )


def _api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(sha256) = 32", name=op.f("ck_api_key_sha256")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_key_sha256")),
    )
