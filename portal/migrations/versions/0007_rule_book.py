"""What goes with the rule book: retours, lines that no longer fit, trials and hindsight."""

from alembic import op

from portal.migrations.rule_book import (
    hindsight,
    milestones,
    misfits,
    own_checks,
    references,
    returns,
    trials,
)

revision = "0007"
down_revision = "0006"

TOPICS = (misfits, own_checks, returns, trials, hindsight, milestones, references)


def upgrade() -> None:
    """Make the tables of each topic, and guard those whose rows never change."""
    for topic in TOPICS:
        topic.create()
        for table in topic.NEVER_CHANGED:
            _guard(table)


def _guard(table: str) -> None:
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
