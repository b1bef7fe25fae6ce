"""From answer to money: reviews, approvals, payments, and what the books need for them."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE
from portal.migrations.initial.triggers import guard
from portal.migrations.money import approvals, books, ledger, payments, review, waiting

revision = "0006"
down_revision = "0005"

NEVER_CHANGED = (
    "bank_report", "books_check", "closed_month", "journal_export", "judging", "line_sample",
    "payment_file", "remark", "review_plan", "sampled_line", "sampling",
)  # fmt: skip
UNTIL_DECIDED = ("finding", "verdict", "verdict_fact")
OPEN_LINES = """
INSERT INTO stage (message_id, stage, municipality_id, provider_id, law, line_count, cents)
SELECT message_id, 'open', municipality_id, provider_id, law, count(*),
       sum(CASE WHEN credit THEN -amount_cents ELSE amount_cents END)
  FROM line WHERE state = 'awarded'
 GROUP BY message_id, municipality_id, provider_id, law
"""
REFUSE_LATER = """
CREATE FUNCTION refuse_later_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM message WHERE id = OLD.message_id AND outcome = 'parked') THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """Make the tables, guard what never changes, and give accounts an end."""
    for topic in (review, approvals, payments, waiting, books):
        topic.create()
    ledger.change()
    _account()
    op.execute(OPEN_LINES)
    for table in NEVER_CHANGED:
        guard(table)
    _guard_later()


def _account() -> None:
    op.add_column("account", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("account", sa.Column("valid_until", sa.Date(), nullable=True))
    op.add_column("account", sa.Column("deputy_for", WHOLE, nullable=True))
    op.add_column("account_link", sa.Column("valid_until", sa.Date(), nullable=True))


def _guard_later() -> None:
    """A verdict is final, but while lines of its message are parked it is not given yet."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        op.execute(REFUSE_LATER)
    for table in UNTIL_DECIDED:
        for change in ("update", "delete"):
            if on_sqlite:
                op.execute(f"DROP TRIGGER {table}_no_{change}")
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
                    " WHEN coalesce((SELECT outcome FROM message WHERE id = OLD.message_id), '')"
                    f" <> 'parked' BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
                )
            else:
                op.execute(f"DROP TRIGGER {table}_no_{change} ON {table}")
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION refuse_later_change()"
                )
