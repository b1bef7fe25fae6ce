"""The tables of the job queue on PostgreSQL, from the queue's own schema."""

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text


def create() -> None:
    """Install the queue unless it is there; its script is many statements, sent as one."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
        connection.exec_driver_sql(
            SchemaManager.get_schema(), execution_options={"no_parameters": True}
        )
