"""What waits: parked messages, answers held back, reminders; and checks of the books."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the tables of this topic."""
    _parked_message()
    _judging()
    _answer_release()
    _reminder()
    _digest()
    _mail_choice()
    _books_check()


def _parked_message() -> None:
    op.create_table(
        "parked_message",
        sa.Column("message_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("woken", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_parked_message_law")
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_parked_message_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_parked_message")),
    )
    op.create_index(
        op.f("ix_parked_message_municipality_id_provider_id"),
        "parked_message",
        ["municipality_id", "provider_id"],
        unique=False,
    )
    op.create_index(op.f("ix_parked_message_until"), "parked_message", ["until"], unique=False)
    op.create_index(
        "ix_parked_message_woken",
        "parked_message",
        ["message_id"],
        unique=False,
        sqlite_where=sa.text("woken"),
        postgresql_where=sa.text("woken"),
    )


def _judging() -> None:
    op.create_table(
        "judging",
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.Column("judged_at", INSTANT, nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("parked_lines", WHOLE, nullable=False),
        sa.Column("parked_cents", sa.BigInteger(), nullable=False),
        whole("parked_cents", nullable=False),
        sa.CheckConstraint("round >= 1", name=op.f("ck_judging_round")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_judging_message_id")),
        sa.PrimaryKeyConstraint("message_id", "round", name=op.f("pk_judging")),
    )


def _answer_release() -> None:
    op.create_table(
        "answer_release",
        sa.Column("message_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("reason IN ('reviewed', 'term')", name=op.f("ck_answer_release_reason")),
        sa.CheckConstraint(
            "(released_at IS NULL) = (reason IS NULL)", name=op.f("ck_answer_release_released")
        ),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_answer_release_message_id_municipality_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_answer_release")),
    )
    op.create_index(
        "ix_answer_release_waiting",
        "answer_release",
        ["municipality_id", "due"],
        unique=False,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", WHOLE, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("mailed_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(provider_id IS NULL) <> (municipality_id IS NULL)", name=op.f("ck_reminder_party")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_reminder_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_reminder_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "kind",
            "object_type",
            "object_id",
            "stage",
            name=op.f("uq_reminder_kind_object_type_object_id_stage"),
        ),
    )
    op.create_index(
        "ix_reminder_municipality",
        "reminder",
        ["municipality_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_reminder_provider",
        "reminder",
        ["provider_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_reminder_unmailed",
        "reminder",
        ["id"],
        unique=False,
        sqlite_where=sa.text("mailed_at IS NULL"),
        postgresql_where=sa.text("mailed_at IS NULL"),
    )


def _digest() -> None:
    op.create_table(
        "digest",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_digest_attempts")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_digest_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("account_id", "day", name=op.f("uq_digest_account_id_day")),
    )
    op.create_index(
        "ix_digest_unsent",
        "digest",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def _mail_choice() -> None:
    op.create_table(
        "mail_choice",
        sa.Column("account_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("mailed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_choice_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_choice")),
    )


def _books_check() -> None:
    op.create_table(
        "books_check",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.Column("breaches", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books_check")),
    )
