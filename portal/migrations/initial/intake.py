"""Batches, messages, refusals and used numbers."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE


def create() -> None:
    """Make the tables of this topic."""
    _batch()
    _message()
    _message_content()
    _refusal()
    _lane()
    _declared_period()
    used_number("kind IN (1, 2, 3)")
    _idempotency()


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("own_reference", sa.Text(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_batch_done")),
        sa.CheckConstraint("state IN ('received', 'done')", name=op.f("ck_batch_state")),
        sa.CheckConstraint("length(own_reference) <= 100", name=op.f("ck_batch_own_reference")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_batch_account_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_batch_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("id", "provider_id", name=op.f("uq_batch_id_provider_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_public_id")),
    )
    op.create_index(
        "ix_batch_received",
        "batch",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )
    op.create_index(
        "uq_batch_idempotency_key",
        "batch",
        ["provider_id", "idempotency_key"],
        unique=True,
        sqlite_where=sa.text("idempotency_key IS NOT NULL"),
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'judged') = (judged_at IS NOT NULL) AND (state = 'judged') = (outcome IS NOT NULL)",  # noqa: E501
            name=op.f("ck_message_judged"),
        ),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_message_law")
        ),
        sa.CheckConstraint(
            "outcome IN ('refused', 'rejected', 'partly_awarded', 'awarded', 'parked')",
            name=op.f("ck_message_outcome"),
        ),
        sa.CheckConstraint("state IN ('received', 'judged')", name=op.f("ck_message_state")),
        sa.ForeignKeyConstraint(
            ["batch_id", "provider_id"],
            ["batch.id", "batch.provider_id"],
            name=op.f("fk_message_batch_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_message_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_message_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_message_batch_id_position")),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_message_id_municipality_id_provider_id"),
        ),
        sa.UniqueConstraint("id", "provider_id", name=op.f("uq_message_id_provider_id")),
    )
    op.create_index(
        "ix_message_received",
        "message",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )


def _message_content() -> None:
    op.create_table(
        "message_content",
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_content_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_content")),
    )


def _refusal() -> None:
    op.create_table(
        "refusal",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("batch_id", WHOLE, nullable=True),
        sa.Column("position", WHOLE, nullable=True),
        sa.CheckConstraint(
            "(batch_id IS NULL) = (position IS NULL)", name=op.f("ck_refusal_member")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_refusal_account_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_refusal_batch_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_refusal_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_refusal_batch_id_position")),
    )


def _lane() -> None:
    op.create_table(
        "lane",
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_lane_law")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_lane_provider_id")),
        sa.PrimaryKeyConstraint("provider_id", "law", name=op.f("pk_lane")),
    )


def _declared_period() -> None:
    op.create_table(
        "declared_period",
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("last_start", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_declared_period_municipality_id"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_declared_period_provider_id")
        ),
        sa.PrimaryKeyConstraint(
            "provider_id", "municipality_id", "law", name=op.f("pk_declared_period")
        ),
    )


def used_number(kinds: str) -> None:
    """Make the table of used numbers with its kinds as SQL; a later migration makes it again."""
    op.create_table(
        "used_number",
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_used_number_kind")),
        sa.PrimaryKeyConstraint("provider_id", "law", "kind", "value", name=op.f("pk_used_number")),
    )
    op.create_index(op.f("ix_used_number_message_id"), "used_number", ["message_id"], unique=False)


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name=op.f("pk_idempotency")),
    )
