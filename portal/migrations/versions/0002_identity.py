"""Passwords, second factors, sessions and invitations."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables around an account."""
    op.add_column("account", sa.Column("inactive_reason", sa.Text()))
    op.add_column("api_key", sa.Column("name", sa.Text()))
    op.add_column("api_key", sa.Column("expires_at", _instant()))
    _web_session()
    _second_factor()
    _account_link()
    _external_identity()
    _sign_in_attempt()


def _instant() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _number() -> sa.Column[int]:
    return sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _digest(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint("length(sha256) = 32", name=op.f(f"ck_{table}_sha256")),
        sa.UniqueConstraint("sha256", name=op.f(f"uq_{table}_sha256")),
    )


def _web_session() -> None:
    op.create_table(
        "web_session",
        _number(),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", _instant(), nullable=False),
        sa.Column("ended_at", _instant()),
        *_digest("web_session"),
        _to("web_session", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"])


def _second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _instant(), nullable=False),
        sa.Column("confirmed_at", _instant()),
        sa.Column("last_step", WHOLE),
        _to("second_factor", "account_id", "account"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        _number(),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", _instant()),
        *_digest("recovery_code"),
        _to("recovery_code", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])


def _account_link() -> None:
    parties = (("municipality_id", "municipality"), ("provider_id", "provider"),
               ("region_id", "region"))  # fmt: skip
    op.create_table(
        "account_link",
        _number(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        *(sa.Column(name, WHOLE) for name, _ in parties),
        sa.Column("account_id", WHOLE),
        sa.Column("created_by", WHOLE, nullable=False),
        sa.Column("created_at", _instant(), nullable=False),
        sa.Column("expires_at", _instant(), nullable=False),
        sa.Column("used_at", _instant()),
        sa.Column("withdrawn_at", _instant()),
        *_digest("account_link"),
        sa.CheckConstraint("kind IN ('invitation', 'reset')", name=op.f("ck_account_link_kind")),
        *(_to("account_link", name, party) for name, party in parties),
        _to("account_link", "account_id", "account"),
        _to("account_link", "created_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
    )
    op.create_index(op.f("ix_account_link_account_id"), "account_link", ["account_id"])


def _external_identity() -> None:
    op.create_table(
        "external_identity",
        _number(),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", _instant(), nullable=False),
        _to("external_identity", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_external_identity_account_id"), "external_identity", ["account_id"])


def _sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("last_at", _instant(), nullable=False),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_sign_in_attempt_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_last_at"), "sign_in_attempt", ["last_at"])
