"""The first schema: parties, contracts, allocations, intake, ledger and audit trail."""

from portal.migrations.initial import (
    allocations,
    audit,
    contracts,
    intake,
    jobs,
    ledger,
    parties,
    system,
    triggers,
    verdicts,
)

revision = "0001"
down_revision = None

STEPS = (parties, contracts, allocations, intake, verdicts, ledger, audit, triggers, jobs, system)


def upgrade() -> None:
    """Make every table, in the order of their foreign keys."""
    for step in STEPS:
        step.create()
