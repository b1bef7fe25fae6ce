"""Counting what is used of a ceiling from the stored lines: when its terms change, and to check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, case, cast, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from declarations.ceilings import Ceiling, Sort, alike, scale
from declarations.model import HOURS
from portal.ceilings.keeping import EACH_CLIENT, Kept
from portal.ceilings.records import (
    CeilingBalanceRecord,
    CeilingClientRecord,
    CeilingShareRecord,
    CeilingUseRecord,
)
from portal.intake.counting import first_of_month
from portal.intake.every_line import LINES
from portal.store.database import table_of
from portal.store.sets import in_values

_LINE = LINES.c


def amount_of(ceiling: Ceiling) -> Any:
    """What a stored line counts for, as a column."""
    if ceiling.unit is None:
        counts: Any = _LINE.amount_cents
    else:
        counts = case((_LINE.unit == HOURS, _LINE.volume * scale(HOURS)), else_=_LINE.volume)
    return case((_LINE.credit, -counts), else_=counts)


def counting(ceiling: Ceiling, municipality_id: int | None) -> list[Any]:
    """Which stored lines count, as conditions; see `Ceiling.counts`."""
    wanted: list[Any] = [
        _LINE.state == "awarded",
        in_values(_LINE.contract_id, ceiling.contracts),
        _LINE.start.between(ceiling.start, ceiling.end),
    ]
    if municipality_id is not None:
        wanted.append(_LINE.municipality_id == municipality_id)
    if ceiling.unit is not None:
        wanted.append(_LINE.unit.in_(alike(ceiling.unit)))
    if ceiling.products:
        listed = sorted(ceiling.products)
        wanted.append(or_(_LINE.category.in_(listed), _LINE.code.in_(listed)))
    return wanted


def recount(session: Session, ceiling: Ceiling, municipality_id: int | None) -> int:
    """Count anew what is used of a ceiling that is held; gives the total."""
    wanted = counting(ceiling, municipality_id)
    parties = (_LINE.provider_id, _LINE.municipality_id)
    month = first_of_month(session, _LINE.start)
    _replace(session, CeilingUseRecord, ceiling, wanted, (*parties, month.label("month")))
    clients: tuple[Any, ...] = ()
    if ceiling.sort in EACH_CLIENT:
        clients = (_LINE.client_id, *parties)
    _replace(session, CeilingClientRecord, ceiling, wanted, clients)
    shares = (_LINE.municipality_id,) if ceiling.sort is Sort.REGION else ()
    _replace(session, CeilingShareRecord, ceiling, wanted, shares)
    total = counted(session, ceiling, municipality_id)
    balance = CeilingBalanceRecord
    session.execute(
        update(balance)
        .where(balance.ceiling_id == ceiling.number)
        .values(used=total)
        .execution_options(synchronize_session=False)
    )
    return total


def counted(session: Session, ceiling: Ceiling, municipality_id: int | None) -> int:
    """What the stored lines come to: their sum, or how many clients have something."""
    wanted, total = counting(ceiling, municipality_id), total_of(ceiling)
    if ceiling.sort is not Sort.CLIENTS:
        return int(session.scalar(select(total).where(*wanted)) or 0)
    each = select(_LINE.client_id).where(*wanted).group_by(_LINE.client_id).having(total > 0)
    return session.scalar(select(func.count()).select_from(each.subquery())) or 0


def use_above(session: Session, ceiling: Ceiling, used: int) -> int:
    """How much of what is used stands above the limit, for each client where each has its own."""
    if ceiling.sort is not Sort.CLIENT:
        return max(0, used - ceiling.limit)
    row = CeilingClientRecord
    totals = session.scalars(
        select(func.sum(row.used)).where(row.ceiling_id == ceiling.number).group_by(row.client_id)
    )
    return sum(max(0, int(each) - ceiling.limit) for each in totals)


def _replace(
    session: Session, record: Kept, ceiling: Ceiling, wanted: Iterable[Any], key: tuple[Any, ...],
) -> None:  # fmt: skip
    table = table_of(record)
    session.execute(delete(table).where(table.c.ceiling_id == ceiling.number))
    if not key:
        return
    number = cast(ceiling.number, BigInteger())
    sums = select(number, *key, total_of(ceiling)).where(*wanted).group_by(*key)
    columns = ["ceiling_id", *(each.name for each in key), "used"]
    session.execute(insert(table).from_select(columns, sums))


def total_of(ceiling: Ceiling) -> Any:
    """What stored lines come to, as a column."""
    return cast(func.sum(amount_of(ceiling)), BigInteger())
