"""The audit trail and the access log."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE


def create() -> None:
    """Make the tables of this topic."""
    _audit_event()
    _audit_seal()
    _access_log()


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_event_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_audit_event_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_audit_event_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(
        op.f("ix_audit_event_object_type_object_id"),
        "audit_event",
        ["object_type", "object_id"],
        unique=False,
    )


def _audit_seal() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_seal_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_seal_sequence")),
    )


def _access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_access_log_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_access_log_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_access_log_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(
        op.f("ix_access_log_object_type_object_id"),
        "access_log",
        ["object_type", "object_id"],
        unique=False,
    )
