"""References are used up by the lines that bear them; live debits are found by what they are about.

What a message stores for each of its lines is what its speed depends on.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.allocations import live_debit
from portal.migrations.initial.intake import used_number

NEVER_CHANGED = ()
OF_ITS_FIRST_LINE = """
UPDATE line SET first_use = true WHERE id IN (
    SELECT min(id) FROM line GROUP BY provider_id, law, reference
)
"""


def create() -> None:
    """Move the references to the lines, and drop what is looked up no longer."""
    used_up = sa.CheckConstraint("first_use", name=op.f("ck_line_first_use"))
    op.add_column("line", sa.Column("first_use", sa.Boolean(), used_up, nullable=True))
    op.execute(OF_ITS_FIRST_LINE)
    op.drop_index("ix_line_provider_id_law_reference", "line")
    op.create_index(
        "uq_line_reference", "line", ["provider_id", "law", "reference", "first_use"], unique=True
    )
    _numbers_of_messages_alone()
    _live_debits()


def _numbers_of_messages_alone() -> None:
    op.execute("DELETE FROM used_number WHERE kind = 3")
    kinds = "kind IN (1, 2)"
    if _on_sqlite():
        op.drop_index("ix_used_number_message_id", "used_number")
        _make_again("used_number", lambda: used_number(kinds))
        return
    name = op.f("ck_used_number_kind")
    op.drop_constraint(name, "used_number")
    op.create_check_constraint(name, "used_number", kinds)


def _live_debits() -> None:
    if _on_sqlite():
        _make_again("live_debit", live_debit)
        return
    op.drop_constraint("uq_live_debit_line_id", "live_debit")
    op.execute("ALTER TABLE allocation_balance SET (fillfactor = 40)")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _make_again(table: str, create_table: Callable[[], None]) -> None:
    """A table with other constraints and the same rows; SQLite cannot drop a constraint."""
    op.rename_table(table, f"{table}_before")
    create_table()
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")
    op.drop_table(f"{table}_before")
