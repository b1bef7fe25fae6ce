"""What is known of decisions."""

from portal.migrations import decisions
from portal.migrations.initial.triggers import guard

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make what the topic needs, and guard the table whose rows never change."""
    decisions.create()
    for table in decisions.NEVER_CHANGED:
        guard(table)
