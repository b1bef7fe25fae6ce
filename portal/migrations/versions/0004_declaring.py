"""Declarations that are made by hand: drafts and their numbers, nil returns, and those about
clients without a citizen number.
"""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

revision = "0004"
down_revision = "0003"

LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of this topic."""
    _number_series()
    _draft()
    _nil_return()
    _special_declaration()


def _number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_number_series_last")),
        _link("number_series", "provider_id", "provider"),
        sa.PrimaryKeyConstraint("provider_id", name="pk_number_series"),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text()),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text()),
        sa.CheckConstraint(LAWS, name=op.f("ck_draft_law")),
        sa.CheckConstraint("kind IN ('lines', 'mend', 'redo')", name=op.f("ck_draft_kind")),
        sa.CheckConstraint("state IN ('open', 'sent')", name=op.f("ck_draft_state")),
        sa.CheckConstraint("(state = 'sent') = (batch IS NOT NULL)", name=op.f("ck_draft_sent")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_draft_version")),
        *_parties("draft"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("public_id", name="uq_draft_public_id"),
        sa.UniqueConstraint("provider_id", "number", name="uq_draft_provider_id_number"),
    )
    _unique_where(
        "uq_draft_origin", "draft", ["provider_id", "origin"],
        "state = 'open' AND origin IS NOT NULL",
    )  # fmt: skip


def _nil_return() -> None:
    op.create_table(
        "nil_return",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by_id", WHOLE),
        sa.CheckConstraint(LAWS, name=op.f("ck_nil_return_law")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name=op.f("ck_nil_return_withdrawn"),
        ),
        *_parties("nil_return"),
        _link("nil_return", "withdrawn_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_nil_return"),
    )
    _unique_where(
        "uq_nil_return_month", "nil_return", ["provider_id", "municipality_id", "law", "month"],
        "withdrawn_at IS NULL",
    )  # fmt: skip
    op.create_index("ix_nil_return_municipality_id", "nil_return", ["municipality_id"])


def _special_declaration() -> None:
    name = "special_declaration"
    op.create_table(
        name,
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("agb", sa.Text(), nullable=False),
        sa.Column("kvk", sa.Text()),
        sa.Column("iban", sa.Text()),
        sa.Column("client_number", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("volume", WHOLE, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("tariff_cents", sa.BigInteger()),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by_id", WHOLE),
        sa.CheckConstraint(LAWS, name=op.f(f"ck_{name}_law")),
        sa.CheckConstraint(
            "state IN ('received', 'settled', 'returned')", name=op.f(f"ck_{name}_state")
        ),
        sa.CheckConstraint('"end" >= start', name=op.f(f"ck_{name}_period")),
        sa.CheckConstraint("volume > 0", name=op.f(f"ck_{name}_volume")),
        sa.CheckConstraint("amount_cents >= 0", name=op.f(f"ck_{name}_amount")),
        sa.CheckConstraint(
            "length(client_number) BETWEEN 1 AND 30", name=op.f(f"ck_{name}_client_number")
        ),
        sa.CheckConstraint(
            "(state = 'received') = (decided_at IS NULL)", name=op.f(f"ck_{name}_decided")
        ),
        sa.CheckConstraint(
            "(state = 'returned') = (reason IS NOT NULL)", name=op.f(f"ck_{name}_reason")
        ),
        *_whole(name, tariff_cents=True, amount_cents=False),
        *_parties(name),
        _link(name, "contract_id", "contract"),
        _link(name, "decided_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("provider_id", "form_key", name=f"uq_{name}_provider_id_form_key"),
    )
    op.create_index(f"ix_{name}_municipality_id", name, ["municipality_id"])


def _parties(table: str) -> list[sa.ForeignKeyConstraint]:
    parents = ("provider", "municipality", "account")
    return [_link(table, f"{parent}_id", parent) for parent in parents]


def _link(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=f"fk_{table}_{column}")


def _whole(table: str, **nullable: bool) -> list[sa.CheckConstraint]:
    return [whole(column, may_miss) for column, may_miss in nullable.items()]


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        name, table, columns, unique=True, sqlite_where=where, postgresql_where=where
    )  # fmt: skip
