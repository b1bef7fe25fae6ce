"""The ledger learns to book payments and decisions about parked lines, by month.

SQLite cannot change a table's columns and checks: there both tables are made anew and filled.
"""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole
from portal.migrations.initial.triggers import guard

LAWS = "law IN ('wmo', 'jeugdwet', 'participatiewet')"
KINDS = "kind IN ('declaration', 'unparked', 'payment', 'payment-returned')"
ACCOUNTS = "account IN ('declared', 'awarded', 'rejected', 'parked', 'settled', 'paid', 'set_off')"
ORIGIN = (
    "(message_id IS NULL) <> (payment_id IS NULL)"
    " AND (payment_id IS NOT NULL) = (kind IN ('payment', 'payment-returned'))"
)
PARTIES = ["municipality_id", "provider_id"]
OLD = ("ledger_entry", "ledger_transaction")
MONTH = {
    "sqlite": "date(recorded_at, 'start of month')",
    "postgresql": "date_trunc('month', recorded_at AT TIME ZONE 'Europe/Amsterdam')::date",
}


def change() -> None:
    """Give both tables their new shape; what was booked stays as it is."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
    else:
        _alter()
    indexes()


def _make_anew() -> None:
    for index in ("uq_ledger_transaction_contract", "uq_ledger_transaction_no_contract"):
        op.drop_index(index)
    for table in OLD:
        op.rename_table(table, f"{table}_before")
    _ledger_transaction()
    ledger_entry()
    op.execute(
        "INSERT INTO ledger_transaction (id, message_id, contract_id, municipality_id,"
        " provider_id, law, recorded_at, month, kind, round)"
        " SELECT id, message_id, contract_id, municipality_id, provider_id, law, recorded_at,"
        f" {MONTH['sqlite']}, kind, 1 FROM ledger_transaction_before"
    )
    op.execute(
        "INSERT INTO ledger_entry (transaction_id, account, amount_cents)"
        " SELECT transaction_id, account, amount_cents FROM ledger_entry_before"
    )
    for table in OLD:
        op.drop_table(f"{table}_before")
        guard(table)


def _ledger_transaction() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=True),
        sa.Column("payment_id", WHOLE, nullable=True),
        sa.Column("contract_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_ledger_transaction_kind")),
        sa.CheckConstraint(LAWS, name=op.f("ck_ledger_transaction_law")),
        sa.CheckConstraint(ORIGIN, name=op.f("ck_ledger_transaction_origin")),
        sa.CheckConstraint("round >= 1", name=op.f("ck_ledger_transaction_round")),
        link("contract", "contract_id", "provider_id"),
        link("message", "message_id", *PARTIES),
        link("payment", "payment_id", *PARTIES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
    )


def link(table: str, first: str, *others: str) -> sa.ForeignKeyConstraint:
    """The foreign key of a booking to what it comes from, with the parties it is between."""
    columns = [first, *others]
    return sa.ForeignKeyConstraint(
        columns,
        [f"{table}.id", *(f"{table}.{name}" for name in others)],
        name=op.f(f"fk_ledger_transaction_{'_'.join(columns)}"),
    )


def ledger_entry() -> None:
    """Make the table of both sides of every booking."""
    op.create_table(
        "ledger_entry",
        sa.Column("transaction_id", WHOLE, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(ACCOUNTS, name=op.f("ck_ledger_entry_account")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transaction.id"],
            name=op.f("fk_ledger_entry_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("transaction_id", "account", name=op.f("pk_ledger_entry")),
        whole("amount_cents", nullable=False),
    )


def _alter() -> None:
    table = "ledger_transaction"
    for index in ("uq_ledger_transaction_contract", "uq_ledger_transaction_no_contract"):
        op.drop_index(index, table)
    op.add_column(table, sa.Column("payment_id", WHOLE, nullable=True))
    op.add_column(table, sa.Column("month", sa.Date(), nullable=True))
    op.add_column(table, sa.Column("round", WHOLE, nullable=True))
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_update")
    op.execute(f"UPDATE {table} SET round = 1, month = {MONTH['postgresql']}")
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_update")
    op.alter_column(table, "month", nullable=False)
    op.alter_column(table, "round", nullable=False)
    op.alter_column(table, "message_id", nullable=True)
    for name, condition in (("kind", KINDS), ("origin", ORIGIN), ("round", "round >= 1")):
        if name == "kind":
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    op.create_foreign_key(
        op.f(f"fk_{table}_payment_id_municipality_id_provider_id"), table, "payment",
        ["payment_id", *PARTIES], ["id", *PARTIES],
    )  # fmt: skip
    op.drop_constraint(op.f("ck_ledger_entry_account"), "ledger_entry")
    op.create_check_constraint(op.f("ck_ledger_entry_account"), "ledger_entry", ACCOUNTS)


def indexes() -> None:
    """Make the indexes of the bookings."""
    table = "ledger_transaction"
    of_message = "payment_id IS NULL"
    for name, columns, where in (
        ("contract", ["message_id", "contract_id", "kind", "round"],
         f"contract_id IS NOT NULL AND {of_message}"),
        ("no_contract", ["message_id", "kind", "round"], f"contract_id IS NULL AND {of_message}"),
        ("payment", ["payment_id", "contract_id", "kind"],
         "payment_id IS NOT NULL AND contract_id IS NOT NULL"),
        ("payment_no_contract", ["payment_id", "kind"],
         "payment_id IS NOT NULL AND contract_id IS NULL"),
    ):  # fmt: skip
        op.create_index(
            f"uq_{table}_{name}", table, columns, unique=True,
            sqlite_where=sa.text(where), postgresql_where=sa.text(where),
        )  # fmt: skip
    for party in PARTIES:
        op.create_index(f"ix_{table}_{party}_month", table, [party, "month"])
