"""The running totals per allocation, kept in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

Change = tuple[int, str, int, int]
"""Allocation id, unit, volume and eurocents to add; negative for credits."""

_ADD = """
INSERT INTO allocation_balance (allocation_id, unit, volume, amount_cents)
{values}
ON CONFLICT (allocation_id, unit) DO UPDATE SET
    volume = allocation_balance.volume + excluded.volume,
    amount_cents = allocation_balance.amount_cents + excluded.amount_cents
"""


def add_to_balances(session: Session, changes: Sequence[Change]) -> None:
    """Add to the totals; one statement, however many allocations."""
    if not changes:
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        statement = _ADD.format(values="VALUES (?, ?, ?, ?)")
        connection.exec_driver_sql(statement, list(changes))
        return
    ids, units, volumes, amounts = zip(*changes, strict=True)
    rows = (
        "SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:units AS text[]),"
        " CAST(:volumes AS bigint[]), CAST(:amounts AS bigint[]))"
    )
    connection.execute(
        text(_ADD.format(values=rows)),
        {"ids": list(ids), "units": list(units), "volumes": list(volumes),
         "amounts": list(amounts)},
    )  # fmt: skip
