"""Row-level security and the rights of the role that the portal works as, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

from portal.store.policies import policy_of
from portal.store.tables import TABLES

CHANGES = {
    "insert": "FOR INSERT WITH CHECK ({0})",
    "update": "FOR UPDATE USING ({0}) WITH CHECK ({0})",
    "delete": "FOR DELETE USING ({0})",
}
EXISTING = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
UNLOCKED = """
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r'
   AND c.relname = ANY(:tables) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""
READ_ONLY = ("alembic_version",)


class RoleMissing(Exception):
    """The role that the portal is to work as does not exist on this server."""


def secure(connection: Connection) -> None:
    """Give every table its policies, also against its owner; those it had are replaced."""
    if connection.dialect.name != "postgresql":
        return
    for table, policy in connection.execute(text(EXISTING)).all():
        connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{table}"')
    there = set(inspect(connection).get_table_names())
    for table in filter(there.__contains__, TABLES.tables):
        connection.exec_driver_sql(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        )
        for name, terms in _policies(table):
            connection.exec_driver_sql(
                f"CREATE POLICY {name} ON {table} {terms}",
                execution_options={"no_parameters": True},
            )


def _policies(table: str) -> Iterator[tuple[str, str]]:
    """Name and terms; one policy for everything where seeing and writing are the same."""
    policy = policy_of(table)
    if policy.sees == policy.writes:
        yield f"{table}_all", f"USING ({policy.sees}) WITH CHECK ({policy.writes})"
        return
    yield f"{table}_select", f"FOR SELECT USING ({policy.sees})"
    for change, terms in CHANGES.items():
        yield f"{table}_{change}", terms.format(policy.writes)


def unlocked_tables(connection: Connection) -> list[str]:
    """Tables that do not hide their rows as they should, in alphabetical order."""
    if connection.dialect.name != "postgresql":
        return []
    tables = list(TABLES.tables)
    found = set(connection.scalars(text(UNLOCKED), {"tables": tables}))
    policies = set(map(tuple, connection.execute(text(EXISTING))))
    for table in tables:
        wanted = {(table, name) for name, _terms in _policies(table)}
        if {each for each in policies if each[0] == table} != wanted:
            found.add(table)
    return sorted(found)


def grant(connection: Connection, role: str) -> None:
    """Let a role work with the rows, the numbering and the job queue, and change no table.

    Raises RoleMissing.
    """
    if connection.dialect.name != "postgresql":
        return
    if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role}):
        raise RoleMissing(role)
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    schema = connection.dialect.identifier_preparer.quote_identifier(
        str(connection.scalar(text("SELECT current_schema()")))
    )
    for right in (
        f"USAGE ON SCHEMA {schema}",
        f"SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema}",
        f"USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema}",
        f"EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema}",
    ):
        connection.exec_driver_sql(f"GRANT {right} TO {quoted}")
    for table in READ_ONLY:
        connection.exec_driver_sql(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {quoted}")
