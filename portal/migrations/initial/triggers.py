"""Rows that never change: the database itself refuses to update or delete them."""

from alembic import op

IMMUTABLE = (
    "access_log",
    "allocation_version",
    "answer",
    "audit_event",
    "audit_seal",
    "contract_budget",
    "contract_municipality",
    "contract_product",
    "contract_version",
    "finding",
    "ledger_entry",
    "ledger_transaction",
    "message_content",
    "provider_version",
    "refusal",
    "verdict",
    "verdict_fact",
)

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def create() -> None:
    """Guard the tables of the first migration; later ones bring their own."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(REFUSE)
    for table in IMMUTABLE:
        guard(table)


def guard(table: str) -> None:
    """Refuse changes of a table: two triggers on SQLite, three where TRUNCATE is known too."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
            )
        return
    for change, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
