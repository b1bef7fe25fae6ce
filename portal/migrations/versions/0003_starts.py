"""Starts and stops of care, as providers report them (305, 307)."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE
from portal.migrations.initial.triggers import guard

revision = "0003"
down_revision = "0002"

LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
CARE = "care IN ('start', 'stop')"


def upgrade() -> None:
    """Make both tables, whose rows never change, and an index on who saw what."""
    _care_message()
    _care_event()
    op.create_index("ix_access_log_account_id_purpose", "access_log", ["account_id", "purpose"])
    for table in ("care_message", "care_event"):
        guard(table)


def _care_message() -> None:
    op.create_table(
        "care_message",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("care", sa.Text(), nullable=False),
        sa.Column("identification", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(LAWS, name=op.f("ck_care_message_law")),
        sa.CheckConstraint(CARE, name=op.f("ck_care_message_care")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_care_message_municipality_id"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name="fk_care_message_provider_id"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_care_message_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_care_message"),
        sa.UniqueConstraint("provider_id", "sha256", name="uq_care_message_provider_id_sha256"),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name="uq_care_message_id_municipality_id_provider_id",
        ),
    )
    columns = ["provider_id", "law", "care", "identification"]
    op.create_index(f"ix_care_message_{'_'.join(columns)}", "care_message", columns)


def _care_event() -> None:
    op.create_table(
        "care_event",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("care", sa.Text(), nullable=False),
        sa.Column("client_id", WHOLE, nullable=False),
        sa.Column("allocation_id", WHOLE),
        sa.Column("number", WHOLE),
        sa.Column("category", sa.Text()),
        sa.Column("code", sa.Text()),
        sa.Column("allocated_from", sa.Date()),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date()),
        sa.Column("reason", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("removes_id", WHOLE),
        sa.CheckConstraint(LAWS, name=op.f("ck_care_event_law")),
        sa.CheckConstraint(CARE, name=op.f("ck_care_event_care")),
        sa.CheckConstraint("status IN ('1', '3')", name=op.f("ck_care_event_status")),
        sa.CheckConstraint('"end" >= start', name=op.f("ck_care_event_period")),
        sa.CheckConstraint(
            "(care = 'stop') = (\"end\" IS NOT NULL)", name=op.f("ck_care_event_end")
        ),
        sa.CheckConstraint(
            "(care = 'stop') = (reason IS NOT NULL)", name=op.f("ck_care_event_reason")
        ),
        sa.CheckConstraint(
            "(removes_id IS NOT NULL) = (counts AND status = '3')",
            name=op.f("ck_care_event_removes"),
        ),
        *_links("message_id", "care_message"),
        *_links("allocation_id", "allocation"),
        sa.ForeignKeyConstraint(
            ["client_id", "municipality_id"],
            ["client.id", "client.municipality_id"],
            name="fk_care_event_client_id_municipality_id",
        ),
        sa.ForeignKeyConstraint(
            ["removes_id", "client_id"],
            ["care_event.id", "care_event.client_id"],
            name="fk_care_event_removes_id_client_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_care_event"),
        sa.UniqueConstraint("message_id", "position", name="uq_care_event_message_id_position"),
        sa.UniqueConstraint("removes_id", name="uq_care_event_removes_id"),
        sa.UniqueConstraint("id", "client_id", name="uq_care_event_id_client_id"),
    )
    op.create_index("ix_care_event_allocation_id", "care_event", ["allocation_id"])
    columns = ["client_id", "provider_id", "law"]
    op.create_index(f"ix_care_event_{'_'.join(columns)}", "care_event", columns)


def _links(column: str, table: str) -> list[sa.ForeignKeyConstraint]:
    tenant = ["municipality_id", "provider_id"]
    return [
        sa.ForeignKeyConstraint(
            [column, *tenant],
            [f"{table}.{name}" for name in ("id", *tenant)],
            name=f"fk_care_event_{column}_municipality_id_provider_id",
        )
    ]
