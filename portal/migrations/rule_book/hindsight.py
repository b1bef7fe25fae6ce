"""What municipalities asked about the past, and the lines that would come out differently."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
IS_RUNNING = sa.text("state = 'running'")
COUNTS = ("total", "reached", "messages", "unread", "lines", "failures")
NEVER_CHANGED = ()


def create() -> None:
    """Make the tables of this topic."""
    _run()
    _line()
    _rule()


def _run() -> None:
    op.create_table(
        "hindsight_run",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("stopped_by", WHOLE, nullable=True),
        *(sa.Column(name, WHOLE, nullable=False) for name in COUNTS),
        sa.CheckConstraint("as_of IN ('then', 'now')", name=op.f("ck_hindsight_run_as_of")),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'stopped', 'failed')", name=op.f("ck_hindsight_run_state")
        ),
        sa.CheckConstraint("first <= last", name=op.f("ck_hindsight_run_period")),
        sa.CheckConstraint(
            "(state = 'stopped') = (stopped_by IS NOT NULL)", name=op.f("ck_hindsight_run_stopped")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_hindsight_run_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_hindsight_run_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["stopped_by"], ["account.id"], name=op.f("fk_hindsight_run_stopped_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hindsight_run")),
        sa.UniqueConstraint(
            "municipality_id", "form_key", name=op.f("uq_hindsight_run_municipality_id_form_key")
        ),
    )
    op.create_index(
        "uq_hindsight_run_one_at_a_time",
        "hindsight_run",
        ["municipality_id"],
        unique=True,
        sqlite_where=IS_RUNNING,
        postgresql_where=IS_RUNNING,
    )
    for columns in (["municipality_id", "id"], ["asked_at"]):
        name = "_".join(["ix_hindsight_run", *columns])
        op.create_index(op.f(name), "hindsight_run", columns, unique=False)


def _line() -> None:
    op.create_table(
        "hindsight_line",
        sa.Column("run_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("would", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        whole("cents", nullable=False),
        sa.CheckConstraint(
            "side IN ('rejected', 'awarded', 'other')", name=op.f("ck_hindsight_line_side")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["hindsight_run.id"],
            name=op.f("fk_hindsight_line_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_hindsight_line_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_hindsight_line_provider_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_hindsight_line")),
    )
    op.create_index(
        op.f("ix_hindsight_line_run_id_provider_id_number"),
        "hindsight_line",
        ["run_id", "provider_id", "number"],
        unique=False,
    )


def _rule() -> None:
    op.create_table(
        "hindsight_rule",
        sa.Column("run_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "number"],
            ["hindsight_line.run_id", "hindsight_line.number"],
            name=op.f("fk_hindsight_rule_run_id_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "rule", "number", name=op.f("pk_hindsight_rule")),
    )
    # what the rows of a line are deleted by
    op.create_index(
        op.f("ix_hindsight_rule_run_id_number"),
        "hindsight_rule",
        ["run_id", "number"],
        unique=False,
    )
