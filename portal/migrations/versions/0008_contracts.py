"""How a region buys, consortia, options to extend, care that goes on, and changes by two people."""

from portal.migrations.contracts import changes, consortia, purchasing, terms
from portal.migrations.initial.triggers import guard

revision = "0008"
down_revision = "0007"

TOPICS = (purchasing, terms, consortia, changes)


def upgrade() -> None:
    """Make what each topic needs, and guard the tables whose rows never change."""
    for topic in TOPICS:
        topic.create()
        for table in topic.NEVER_CHANGED:
            guard(table)
