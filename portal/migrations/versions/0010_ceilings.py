"""Ceilings on declarations."""

from portal.migrations import ceilings
from portal.migrations.initial.triggers import guard

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables of the topic, and guard those whose rows never change."""
    ceilings.create()
    for table in ceilings.NEVER_CHANGED:
        guard(table)
