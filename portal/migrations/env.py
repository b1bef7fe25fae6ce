"""What Alembic runs: the caller's connection and transaction, or the one of the environment."""

from typing import Any

from alembic import context

from portal.store.tables import TABLES

JOB_TABLES = "procrastinate_"  # belong to the job queue, which migrates them itself


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the tables of the job queue alone when comparing."""
    return kind != "table" or not (name or "").startswith(JOB_TABLES)


def run() -> None:
    """Migrate on the connection that ``portal.store.upgrade`` put in the configuration."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=TABLES,
        include_name=include_name,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
