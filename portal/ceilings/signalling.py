"""The signals of ceilings: raised once a year, for both sides to talk about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from declarations.ceilings import Ceiling, Sort, signals
from portal.audit.service import Action, Event, Subject, record
from portal.ceilings.current import ceiling_of, is_newest
from portal.ceilings.records import (
    CeilingClientRecord,
    CeilingRecord,
    CeilingSignalRecord,
    CeilingVersionRecord,
)
from portal.clock import NETHERLANDS
from portal.store.conflict import insert_into


def raise_signals(
    session: Session, ceilings: Iterable[Ceiling], used: Mapping[int, int], account_id: int,
    at: datetime,
) -> None:  # fmt: skip
    """Raise the signal of each ceiling that came to its percentage; one a year of its term."""
    for ceiling in ceilings:
        total = used[ceiling.number]
        own = ceiling.sort in (Sort.CLIENT, Sort.CLIENTS)
        if not own and total > 0 and signals(ceiling.sort, total, ceiling.limit, ceiling.signal):
            _raise(session, ceiling, total, account_id, at)


def raise_minimum_signals(session: Session, today: date, account_id: int, at: datetime) -> int:
    """Raise the signals of providers with too few clients, from halfway their term on."""
    version = CeilingVersionRecord
    rows = session.execute(
        select(version, CeilingRecord.slug)
        .join(CeilingRecord, CeilingRecord.id == version.ceiling_id)
        .where(is_newest(), version.sort == Sort.CLIENTS, version.end >= today)
    ).all()
    raised = 0
    for terms, slug in rows:
        halfway = terms.start + (terms.end - terms.start) / 2
        count = clients_of(session, terms.ceiling_id)
        if today >= halfway and signals(Sort.CLIENTS, count, terms.bound, terms.signal):
            ceiling = ceiling_of(terms, slug, count, (), {})
            raised += _raise(session, ceiling, count, account_id, at)
    return raised


def clients_of(session: Session, ceiling_id: int) -> int:
    """How many clients have something that counts."""
    row = CeilingClientRecord
    count = func.count(row.client_id.distinct())
    return session.scalar(select(count).where(row.ceiling_id == ceiling_id, row.used > 0)) or 0


def _raise(session: Session, ceiling: Ceiling, used: int, account_id: int, at: datetime) -> bool:
    day = at.astimezone(NETHERLANDS).date()
    year = min(max(day.year, ceiling.start.year), ceiling.end.year)
    made = session.scalar(
        insert_into(session, CeilingSignalRecord)
        .values(
            ceiling_id=ceiling.number, version_id=ceiling.version, year=year, used=used,
            raised_on=day,
        )
        .on_conflict_do_nothing()
        .returning(CeilingSignalRecord.id)
    )
    if made is None:
        return False
    detail = {"ceiling": ceiling.name, "year": year, "used": used, "limit": ceiling.limit}
    record(
        session,
        Event(
            action=Action.CEILING_SIGNALLED, object_type=Subject.CEILING, object_id=ceiling.number,
            account_id=account_id, occurred_at=at, detail=detail,
        ),
    )  # fmt: skip
    return True
