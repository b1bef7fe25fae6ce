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
    """Two triggers a table on SQLite; three on PostgreSQL, which also knows TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for table in IMMUTABLE:
            for change in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
                )
        return
    op.execute(REFUSE)
    for table in IMMUTABLE:
        for change, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
                f" FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
