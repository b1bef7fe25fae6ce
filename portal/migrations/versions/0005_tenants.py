"""Row-level security: every table shows its rows to those they are of, and to nobody else.

The conditions stand in ``portal.store.policies``. Every upgrade that migrates writes them again at
its end, for all tables as they are then: a table that is made later needs no migration of its own
for them. This one makes what they are looked up by.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Lines by client, as a provider sees whom it declared; what was sent, by party."""
    op.create_index("ix_line_client_id", "line", ["client_id"])
    op.create_index("ix_batch_provider_id", "batch", ["provider_id"])
    op.create_index("ix_message_municipality_id", "message", ["municipality_id"])
    op.create_index("ix_declaration_provider_id", "declaration", ["provider_id"])
    op.create_index("ix_declaration_municipality_id", "declaration", ["municipality_id"])
