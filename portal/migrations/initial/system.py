"""The account that commands act as."""

from alembic import op
from sqlalchemy import text

STATEMENTS = (
    text("INSERT INTO person (name) VALUES ('portal')"),
    text(
        "INSERT INTO account (person_id, email, role, active)"
        " SELECT id, 'system', 'system', :active FROM person WHERE name = 'portal'"
    ).bindparams(active=True),
)


def create() -> None:
    """One person, the portal itself, with one account that nobody can sign in to."""
    for statement in STATEMENTS:
        op.execute(statement)
