"""What the awarded lines of a message count for, made from their stored rows by the database.

In the transaction that stores the lines: the months with a live debit, and the running totals per
allocation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    FromClause,
    Select,
    case,
    cast,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session

from portal.intake.balance_records import AllocationBalanceRecord, LiveDebitRecord
from portal.intake.live_debits import take_back
from portal.intake.records import LineRecord
from portal.store.conflict import insert_into
from portal.store.database import table_of
from portal.store.sets import in_values

_LINES = table_of(LineRecord)
_LINE = _LINES.c


def count_lines(
    session: Session,
    message_id: int,
    credited: Collection[int],
    line_ids: Collection[int] | None = None,
) -> None:
    """Let the awarded lines of a message count; a fixed number of statements.

    ``line_ids`` are those awarded just now, where that is not all of them; ``credited`` the debits
    that they take back.
    """
    chosen = [_LINE.message_id == message_id, _LINE.state == "awarded"]
    if line_ids is not None:
        chosen.append(in_values(_LINE.id, line_ids))
    if credited:
        take_back(session, credited)
    _debit_months(session, chosen)
    _add_to_balances(session, _sums_with_credits(chosen) if credited else _sums(chosen))


def _debit_months(session: Session, chosen: Iterable[Any]) -> None:
    month = first_of_month(session, _LINE.start)
    debits = select(_LINE.allocation_id, _LINE.category, _LINE.code, month, _LINE.id).where(
        *chosen, _LINE.credit.is_(False)
    )
    columns = ["allocation_id", "category", "code", "month", "line_id"]
    session.execute(insert(table_of(LiveDebitRecord)).from_select(columns, debits))


def first_of_month(session: Session, day: Any) -> Any:
    """The first day of the month of a column of days."""
    if session.connection().dialect.name == "sqlite":
        return func.date(day, "start of month")
    return cast(func.date_trunc("month", cast(day, DateTime())), Date())


def _sums(chosen: Iterable[Any]) -> Select[Any]:
    """What debits add per allocation and unit; without a look at other lines, as most have none."""
    return _per_allocation(_LINE.allocation_id, _LINES, chosen)


def _sums_with_credits(chosen: Iterable[Any]) -> Select[Any]:
    """The same where credits are among the lines: they count on the allocation of their debit."""
    debit = _LINES.alias("debit")
    allocation = func.coalesce(debit.c.allocation_id, _LINE.allocation_id)
    joined = _LINES.outerjoin(debit, debit.c.id == _LINE.credits_line_id)
    return _per_allocation(allocation, joined, chosen)


def _per_allocation(allocation: Any, lines: FromClause, chosen: Iterable[Any]) -> Select[Any]:
    """In the order of the index, in which each finds its place beside the one before."""
    return (
        select(allocation, _LINE.unit, _sum(_LINE.volume), _sum(_LINE.amount_cents))
        .select_from(lines)
        .where(*chosen)
        .group_by(allocation, _LINE.unit)
        .order_by(allocation, _LINE.unit)
    )


def _add_to_balances(session: Session, sums: Select[Any]) -> None:
    balance = AllocationBalanceRecord
    columns = ["allocation_id", "unit", "volume", "amount_cents"]
    added = insert_into(session, balance).from_select(columns, sums)
    session.execute(
        added.on_conflict_do_update(
            index_elements=["allocation_id", "unit"],
            set_={
                "volume": balance.volume + added.excluded.volume,
                "amount_cents": balance.amount_cents + added.excluded.amount_cents,
            },
        )
    )


def _sum(amount: Any) -> Any:
    """What lines come to; a credit takes off."""
    return cast(func.sum(case((_LINE.credit, -amount), else_=amount)), BigInteger())
