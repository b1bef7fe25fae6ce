"""The three tables of the money pages."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
STAGES = (
    "stage IN ('rejected', 'parked', 'blocked', 'open', 'checked', 'approved', 'in-run',"
    " 'released', 'paid')"
)


def create() -> None:
    """Make the tables of this topic."""
    _care_sum()
    _commitment()
    _money_count()


def _first_day(table: str, column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"substr(CAST({column} AS TEXT), 9, 2) = '01'", name=op.f(f"ck_{table}_{column}")
    )


def _care_sum() -> None:
    op.create_table(
        "care_sum",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("contract_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("arrived", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(STAGES, name=op.f("ck_care_sum_stage")),
        sa.CheckConstraint("line_count > 0", name=op.f("ck_care_sum_line_count")),
        _first_day("care_sum", "month"),
        _first_day("care_sum", "arrived"),
        whole("cents", False),
        sa.ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
            name=op.f("fk_care_sum_message_id_municipality_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "provider_id"],
            ["contract.id", "contract.provider_id"],
            name=op.f("fk_care_sum_contract_id_provider_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_sum")),
    )
    for name, columns, where in (
        ("contract", ["message_id", "contract_id", "month", "stage"], "contract_id IS NOT NULL"),
        ("no_contract", ["message_id", "month", "stage"], "contract_id IS NULL"),
    ):
        op.create_index(
            f"uq_care_sum_{name}", "care_sum", columns, unique=True,
            sqlite_where=sa.text(where), postgresql_where=sa.text(where),
        )  # fmt: skip
    for party in ("municipality_id", "provider_id", "contract_id"):
        op.create_index(
            op.f(f"ix_care_sum_{party}_month"), "care_sum", [party, "month"], unique=False
        )


def _commitment() -> None:
    op.create_table(
        "commitment",
        sa.Column("contract_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("provider_id", WHOLE, nullable=False),
        sa.Column("planned_cents", sa.BigInteger(), nullable=False),
        sa.Column("committed_cents", sa.BigInteger(), nullable=False),
        sa.Column("unknown", WHOLE, nullable=False),
        sa.CheckConstraint(
            "committed_cents BETWEEN 0 AND planned_cents", name=op.f("ck_commitment_committed")
        ),
        sa.CheckConstraint("unknown >= 0", name=op.f("ck_commitment_unknown")),
        _first_day("commitment", "month"),
        whole("planned_cents", False),
        whole("committed_cents", False),
        sa.ForeignKeyConstraint(
            ["contract_id", "provider_id"],
            ["contract.id", "contract.provider_id"],
            name=op.f("fk_commitment_contract_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_commitment_municipality_id"),
        ),
        sa.PrimaryKeyConstraint(
            "contract_id", "municipality_id", "month", name=op.f("pk_commitment")
        ),
    )
    for party in ("municipality_id", "provider_id"):
        op.create_index(
            op.f(f"ix_commitment_{party}_month"), "commitment", [party, "month"], unique=False
        )


def _money_count() -> None:
    op.create_table(
        "money_count",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("booked", WHOLE, nullable=False),
        sa.Column("next_booked", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("done", WHOLE, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_money_count_one")),
        sa.CheckConstraint("done BETWEEN 0 AND total", name=op.f("ck_money_count_done")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_count")),
    )
