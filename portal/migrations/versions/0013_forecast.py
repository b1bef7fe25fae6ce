"""Sums by month of care, what allocations commit to, and when both were made."""

from portal.migrations.forecast import money

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables; their rows are made anew by a worker and may change."""
    money.create()
