"""The ledger learns to book drawdowns.

SQLite cannot change a table's columns and checks: there both tables are made anew and filled.
"""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE
from portal.migrations.initial.triggers import guard
from portal.migrations.money.ledger import LAWS, OLD, PARTIES, indexes, ledger_entry, link

TABLE = "ledger_transaction"
KINDS = (
    "kind IN ('declaration', 'unparked', 'payment', 'payment-returned', 'drawdown',"
    " 'drawdown-taken-back', 'settlement', 'settlement-received')"
)
ORIGIN = (
    "(message_id IS NOT NULL) = (kind IN ('declaration', 'unparked'))"
    " AND (payment_id IS NOT NULL) = (kind IN ('payment', 'payment-returned'))"
    " AND (drawdown_id IS NOT NULL) = (kind IN ('drawdown', 'drawdown-taken-back'))"
    " AND (settlement_id IS NOT NULL) = (kind IN ('settlement', 'settlement-received'))"
    " AND (coalesce(drawdown_id, settlement_id) IS NULL OR contract_id IS NOT NULL)"
)
OF_DRAWDOWN = sa.text("drawdown_id IS NOT NULL")
OF_SETTLEMENT = sa.text("settlement_id IS NOT NULL")
KEPT = (
    "id, message_id, payment_id, contract_id, municipality_id, provider_id, law, recorded_at,"
    " month, kind, round"
)
INDEXES = (
    *(f"uq_{TABLE}_{each}" for each in ("contract", "no_contract", "payment")),
    f"uq_{TABLE}_payment_no_contract",
    *(f"ix_{TABLE}_{each}_month" for each in PARTIES),
)


def change() -> None:
    """Give the ledger its new shape; what was booked stays as it is."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
        indexes()
    else:
        _alter()
    op.create_index(
        f"uq_{TABLE}_drawdown", TABLE, ["drawdown_id", "kind", "round"], unique=True,
        sqlite_where=OF_DRAWDOWN, postgresql_where=OF_DRAWDOWN,
    )  # fmt: skip
    op.create_index(
        f"uq_{TABLE}_settlement", TABLE, ["settlement_id", "kind"], unique=True,
        sqlite_where=OF_SETTLEMENT, postgresql_where=OF_SETTLEMENT,
    )  # fmt: skip


def _make_anew() -> None:
    for index in INDEXES:
        op.drop_index(index)
    for table in OLD:
        op.rename_table(table, f"{table}_before")
    _ledger_transaction()
    ledger_entry()
    op.execute(f"INSERT INTO {TABLE} ({KEPT}) SELECT {KEPT} FROM {TABLE}_before")
    op.execute(
        "INSERT INTO ledger_entry (transaction_id, account, amount_cents)"
        " SELECT transaction_id, account, amount_cents FROM ledger_entry_before"
    )
    for table in OLD:
        op.drop_table(f"{table}_before")
        guard(table)


def _ledger_transaction() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=True),
        sa.Column("payment_id", WHOLE, nullable=True),
        sa.Column("drawdown_id", WHOLE, nullable=True),
        sa.Column("settlement_id", WHOLE, nullable=True),
        sa.Column("contract_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.CheckConstraint(KINDS, name=op.f(f"ck_{TABLE}_kind")),
        sa.CheckConstraint(LAWS, name=op.f(f"ck_{TABLE}_law")),
        sa.CheckConstraint(ORIGIN, name=op.f(f"ck_{TABLE}_origin")),
        sa.CheckConstraint("round >= 1", name=op.f(f"ck_{TABLE}_round")),
        link("contract", "contract_id", "provider_id"),
        link("message", "message_id", *PARTIES),
        link("payment", "payment_id", *PARTIES),
        link("drawdown", "drawdown_id", *PARTIES),
        link("settlement", "settlement_id", *PARTIES),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )


def _alter() -> None:
    for origin in ("drawdown", "settlement"):
        op.add_column(TABLE, sa.Column(f"{origin}_id", WHOLE, nullable=True))
    for name, condition in (("kind", KINDS), ("origin", ORIGIN)):
        op.drop_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE)
        op.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, condition)
    for origin in ("drawdown", "settlement"):
        op.create_foreign_key(
            op.f(f"fk_{TABLE}_{origin}_id_municipality_id_provider_id"), TABLE, origin,
            [f"{origin}_id", *PARTIES], ["id", *PARTIES],
        )  # fmt: skip
