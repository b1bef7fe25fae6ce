"""What goes with the rule book: retours, lines that no longer fit, trials and hindsight."""

from portal.migrations.initial.triggers import guard
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
            guard(table)
