"""Years of stored lines in a minute: the newest message over and over again, with plain SQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from portal.intake.records import (
    BatchRecord,
    DeclarationRecord,
    LineRecord,
    MessageRecord,
    UsedNumberRecord,
    VerdictRecord,
)
from portal.store.database import Base, make_engine, table_of
from tests.databases import TestDatabase

FIRST = 1_000_000  # ids of copied batches and messages begin after this
EARLIER = "t.received_at - n * interval '1 month'"
THEIR_MESSAGE = {"message_id": f"{FIRST} + n"}

DEBITS = f"""
INSERT INTO live_debit (allocation_id, category, code, month, line_id)
SELECT allocation_id, category, code,
       CAST(start - (message_id - {FIRST}) * interval '1 month' - interval '50 years' AS date), id
  FROM line WHERE message_id > {FIRST}
"""


def fill(database: TestDatabase, lines: int) -> int:
    """Store about so many lines more of the provider, on PostgreSQL; gives how many there are."""
    engine = make_engine(database.owner_url)
    with engine.begin() as connection:
        newest = "SELECT message_id, count(*) FROM line GROUP BY 1 ORDER BY 1 DESC LIMIT 1"
        message_id, size = connection.execute(text(newest)).one()
        for copy in range(1, -(-lines // size) + 1):
            _copy(connection, message_id, copy)
        connection.execute(text(DEBITS))
        stored = connection.scalar(text("SELECT count(*) FROM line"))
    engine.dispose()
    settle(database)
    assert stored is not None
    return int(stored)


def settle(database: TestDatabase) -> None:
    """Let PostgreSQL look at its tables, as it does by itself when it has been up for a while."""
    engine = make_engine(database.owner_url)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _copy(connection: Connection, message_id: int, copy: int) -> None:
    batch = f"t.id = (SELECT batch_id FROM message WHERE id = {message_id})"
    message, below = f"t.id = {message_id}", f"t.message_id = {message_id}"
    for record, which, changes in (
        (BatchRecord, batch, {
            "id": f"{FIRST} + n", "public_id": "'history' || n", "received_at": EARLIER,
        }),
        (MessageRecord, message, {
            "id": f"{FIRST} + n", "batch_id": f"{FIRST} + n", "received_at": EARLIER,
        }),
        (DeclarationRecord, below, {**THEIR_MESSAGE, "number": "'H' || n"}),
        (VerdictRecord, below, THEIR_MESSAGE),
        (LineRecord, below, {**THEIR_MESSAGE, "reference": "'H' || n || t.reference"}),
        (UsedNumberRecord, below, {**THEIR_MESSAGE, "value": "'H' || n || t.value"}),
    ):  # fmt: skip
        _copy_rows(connection, record, which, changes, copy)


def _copy_rows(
    connection: Connection, record: type[Base], which: str, changes: Mapping[str, str], copy: int
) -> None:
    """Copy these rows of ``t`` with some columns changed; ``n`` is the number of the copy."""
    table = table_of(record)
    names = [column.name for column in table.columns if column.name != "id" or "id" in changes]
    values = ", ".join(changes.get(name, f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({listed}) SELECT {values}"
            f" FROM {table.name} t, (SELECT {copy} AS n) x WHERE {which}"
        )
    )
