"""Declarations, lines, verdicts, findings and answers."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole


def create() -> None:
    """Make the tables of this topic."""
    _declaration()
    _line()
    _verdict()
    _verdict_fact()
    _finding()
    _answer()
    _answer_number()


def _declaration() -> None:
    op.create_table(
        "declaration",
        sa.Column("message_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("submitted_cents", sa.BigInteger(), nullable=False),
        sa.Column("awarded_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_declaration_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_declaration")),
        whole("submitted_cents", nullable=False),
        whole("awarded_cents", nullable=False),
    )


def _line() -> None:
    op.create_table(
        "line",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("client_id", WHOLE, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("previous_reference", sa.Text(), nullable=True),
        sa.Column("allocation_number", WHOLE, nullable=False),
        sa.Column("allocation_id", WHOLE, nullable=True),
        sa.Column("allocation_version_id", WHOLE, nullable=True),
        sa.Column("contract_id", WHOLE, nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("volume", WHOLE, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("tariff_cents", sa.BigInteger(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("credits_line_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "state IN ('awarded', 'rejected', 'parked')", name=op.f("ck_line_state")
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_line_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_line_message_id_position")),
        whole("tariff_cents", nullable=True),
        whole("amount_cents", nullable=False),
    )
    op.create_index(
        op.f("ix_line_provider_id_law_reference"),
        "line",
        ["provider_id", "law", "reference"],
        unique=False,
    )
    op.create_index(
        "uq_line_credits_line_id",
        "line",
        ["credits_line_id"],
        unique=True,
        sqlite_where=sa.text("credits_line_id IS NOT NULL"),
        postgresql_where=sa.text("credits_line_id IS NOT NULL"),
    )


def _verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("level", WHOLE, nullable=True),
        sa.Column("header_codes", sa.Text(), nullable=True),
        sa.Column("declaration_codes", sa.Text(), nullable=True),
        sa.Column("client_codes", sa.JSON(), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("submitted_cents", sa.BigInteger(), nullable=True),
        sa.Column("awarded_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('refused', 'rejected', 'partly_awarded', 'awarded', 'parked')",
            name=op.f("ck_verdict_outcome"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_verdict_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_verdict")),
        whole("submitted_cents", nullable=True),
        whole("awarded_cents", nullable=False),
    )


def _verdict_fact() -> None:
    op.create_table(
        "verdict_fact",
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_verdict_fact_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "kind", name=op.f("pk_verdict_fact")),
    )


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("line_id", WHOLE, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("level", WHOLE, nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("source_line", WHOLE, nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("difference_cents", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "owner IN ('provider', 'software', 'municipality')", name=op.f("ck_finding_owner")
        ),
        sa.CheckConstraint("severity IN ('error', 'warning')", name=op.f("ck_finding_severity")),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_finding")),
        whole("difference_cents", nullable=True),
    )


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("identification", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_answer_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "municipality_code",
            "law",
            "identification",
            name=op.f("uq_answer_municipality_code_law_identification"),
        ),
    )


def _answer_number() -> None:
    op.create_table(
        "answer_number",
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "law", name=op.f("pk_answer_number")),
    )
