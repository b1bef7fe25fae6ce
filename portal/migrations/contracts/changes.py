"""Changes of contracts that one person proposes and another confirms."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE

INSTANT = sa.DateTime(timezone=True)
NEVER_CHANGED = ()
PROPOSED = sa.text("state = 'proposed'")


def create() -> None:
    """Make the table of this topic."""
    op.create_table(
        "contract_change",
        sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False),
        sa.Column("region_id", WHOLE, nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("contract_id", WHOLE, nullable=True),
        sa.Column("version_id", WHOLE, nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", WHOLE, nullable=False),
        sa.Column("proposed_person", WHOLE, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", WHOLE, nullable=True),
        sa.Column("decided_person", WHOLE, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        *_constraints(),
    )
    op.create_index(
        "uq_contract_change_proposed", "contract_change", ["contract_id"], unique=True,
        sqlite_where=PROPOSED, postgresql_where=PROPOSED,
    )  # fmt: skip
    op.create_index(
        op.f("ix_contract_change_region_id_state"), "contract_change", ["region_id", "state"]
    )


def _constraints() -> list[sa.Constraint]:
    conditions = {
        "kind": "kind IN ('contract', 'extension')",
        "state": "state IN ('proposed', 'confirmed', 'refused', 'withdrawn')",
        "four_eyes": "proposed_person <> decided_person",
        "decided": "state NOT IN ('confirmed', 'refused') OR decided_person IS NOT NULL",
        "until": "(kind = 'extension') = (until IS NOT NULL)",
        "contract": "kind = 'contract' OR contract_id IS NOT NULL",
    }
    links = {
        "region_id": "region.id",
        "municipality_id": "municipality.id",
        "contract_id": "contract.id",
        "version_id": "contract_version.id",
        "proposed_by": "account.id",
        "proposed_person": "person.id",
        "decided_by": "account.id",
        "decided_person": "person.id",
    }
    return [
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_contract_change_{name}"))
            for name, condition in conditions.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_contract_change_{column}"))
            for column, there in links.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change")),
    ]
