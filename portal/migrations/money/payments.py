"""Payment runs, payments, their files, and bank accounts."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole
from portal.migrations.money import own_accounts

INSTANT = sa.DateTime(timezone=True)


def create() -> None:
    """Make the tables of this topic."""
    own_accounts.create()
    _payment_run()
    _payment()
    _payment_line()
    _payment_file()
    _bank_report()
    _bank_account()


def _payment_run() -> None:
    op.create_table(
        "payment_run",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("payment_count", WHOLE, nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", WHOLE, nullable=False),
        sa.Column("made_person", WHOLE, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("signed_by", WHOLE, nullable=True),
        sa.Column("signed_person", WHOLE, nullable=True),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.Column("released_by", WHOLE, nullable=True),
        sa.Column("released_person", WHOLE, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("exported_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("cancelled_by", WHOLE, nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'signed', 'released', 'exported', 'settled', 'cancelled')",
            name=op.f("ck_payment_run_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('released', 'exported', 'settled') OR (signed_person IS NOT"
            " NULL AND released_person IS NOT NULL AND sha256 IS NOT NULL)",
            name=op.f("ck_payment_run_released"),
        ),
        whole("total_cents", nullable=False),
        sa.CheckConstraint(
            "payment_count >= 0 AND total_cents >= 0", name=op.f("ck_payment_run_totals")
        ),
        sa.CheckConstraint(
            "signed_person <> released_person", name=op.f("ck_payment_run_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["account.id"], name=op.f("fk_payment_run_cancelled_by")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_payment_run_made_by")),
        sa.ForeignKeyConstraint(
            ["made_person"], ["person.id"], name=op.f("fk_payment_run_made_person")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_payment_run_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["account.id"], name=op.f("fk_payment_run_released_by")
        ),
        sa.ForeignKeyConstraint(
            ["released_person"], ["person.id"], name=op.f("fk_payment_run_released_person")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_payment_run_signed_by")
        ),
        sa.ForeignKeyConstraint(
            ["signed_person"], ["person.id"], name=op.f("fk_payment_run_signed_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_run")),
        sa.UniqueConstraint(
            "id", "municipality_id", name=op.f("uq_payment_run_id_municipality_id")
        ),
        sa.UniqueConstraint(
            "municipality_id", "number", name=op.f("uq_payment_run_municipality_id_number")
        ),
    )


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("debit_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("hold_reasons", sa.Text(), nullable=False),
        sa.Column("cleared_by", WHOLE, nullable=True),
        sa.Column("cleared_person", WHOLE, nullable=True),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("clear_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("bank_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "law IN ('wmo', 'jeugdwet', 'participatiewet')", name=op.f("ck_payment_law")
        ),
        sa.CheckConstraint(
            "state <> 'held' OR length(hold_reasons) > 0", name=op.f("ck_payment_held")
        ),
        sa.CheckConstraint(
            "state IN ('included', 'held', 'left-out', 'released', 'paid', 'returned')",
            name=op.f("ck_payment_state"),
        ),
        whole("cents", nullable=False),
        whole("credit_cents", nullable=False),
        whole("debit_cents", nullable=False),
        sa.CheckConstraint(
            "cents = debit_cents - credit_cents AND cents > 0", name=op.f("ck_payment_cents")
        ),
        sa.CheckConstraint("debit_cents > 0 AND credit_cents >= 0", name=op.f("ck_payment_sides")),
        sa.ForeignKeyConstraint(["cleared_by"], ["account.id"], name=op.f("fk_payment_cleared_by")),
        sa.ForeignKeyConstraint(
            ["cleared_person"], ["person.id"], name=op.f("fk_payment_cleared_person")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_payment_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_payment_provider_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["payment_run.id"], name=op.f("fk_payment_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint(
            "id",
            "municipality_id",
            "provider_id",
            name=op.f("uq_payment_id_municipality_id_provider_id"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
        sa.UniqueConstraint(
            "run_id", "provider_id", "law", name=op.f("uq_payment_run_id_provider_id_law")
        ),
    )
    op.create_index(
        op.f("ix_payment_municipality_id_state"),
        "payment",
        ["municipality_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_payment_provider_id_state"), "payment", ["provider_id", "state"], unique=False
    )


def _payment_line() -> None:
    op.create_table(
        "payment_line",
        sa.Column("payment_id", WHOLE, nullable=False),
        sa.Column("line_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        whole("cents", nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_payment_line_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", "line_id", name=op.f("pk_payment_line")),
    )
    op.create_index(
        "uq_payment_line_live",
        "payment_line",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def _payment_file() -> None:
    op.create_table(
        "payment_file",
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("payment_count", WHOLE, nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        whole("total_cents", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_payment_file_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["payment_run.id"], name=op.f("fk_payment_file_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_payment_file")),
    )


def _bank_report() -> None:
    op.create_table(
        "bank_report",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("accepted", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_bank_report_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_bank_report_municipality_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["payment_run.id"], name=op.f("fk_bank_report_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_report")),
        sa.UniqueConstraint("run_id", "sha256", name=op.f("uq_bank_report_run_id_sha256")),
    )


def _bank_account() -> None:
    op.create_table(
        "bank_account",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("requested_by", WHOLE, nullable=False),
        sa.Column("requested_person", WHOLE, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("decided_by", WHOLE, nullable=True),
        sa.Column("decided_person", WHOLE, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('requested', 'confirmed', 'refused', 'withdrawn')",
            name=op.f("ck_bank_account_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR decided_person IS NOT NULL",
            name=op.f("ck_bank_account_decided"),
        ),
        sa.CheckConstraint("length(iban) BETWEEN 15 AND 34", name=op.f("ck_bank_account_iban")),
        sa.CheckConstraint(
            "requested_person <> decided_person", name=op.f("ck_bank_account_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_bank_account_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_person"], ["person.id"], name=op.f("fk_bank_account_decided_person")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_bank_account_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_bank_account_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["requested_person"], ["person.id"], name=op.f("fk_bank_account_requested_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    op.create_index(
        op.f("ix_bank_account_provider_id"), "bank_account", ["provider_id"], unique=False
    )
    op.create_index(
        "uq_bank_account_requested",
        "bank_account",
        ["provider_id"],
        unique=True,
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )
