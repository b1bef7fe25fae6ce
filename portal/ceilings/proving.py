"""Counting ceilings again from the stored lines, to prove what is kept of them; only reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from declarations.ceilings import SIGNALS, Ceiling, Sort
from portal.ceilings.counting import counted, use_above
from portal.ceilings.current import ceiling_of, is_newest
from portal.ceilings.keeping import EACH_CLIENT
from portal.ceilings.records import (
    CeilingBalanceRecord,
    CeilingClientRecord,
    CeilingContractRecord,
    CeilingOverrunRecord,
    CeilingRecord,
    CeilingShareRecord,
    CeilingUseRecord,
    CeilingVersionRecord,
)
from portal.ceilings.signalling import clients_of
from portal.intake.every_line import LINES


@dataclass(frozen=True, slots=True)
class Proof:
    """The ids of ceilings whose kept use is wrong, and of those with use above that nobody let
    through."""

    miscounted: tuple[int, ...]
    unnamed: tuple[int, ...]


def prove(session: Session) -> Proof:
    """Ask the lines again about every ceiling."""
    miscounted, unnamed = [], []
    for ceiling, terms in _ceilings(session):
        total = counted(session, ceiling, terms.municipality_id)
        if total != ceiling.used or not _parts_add_up(session, ceiling, total):
            miscounted.append(ceiling.number)
        if ceiling.sort not in SIGNALS:
            above = use_above(session, ceiling, total)
            if above > terms.carried + _let_through(session, ceiling.number):
                unnamed.append(ceiling.number)
    return Proof(tuple(miscounted), tuple(unnamed))


def _ceilings(session: Session) -> Iterator[tuple[Ceiling, CeilingVersionRecord]]:
    version, balance = CeilingVersionRecord, CeilingBalanceRecord
    rows = session.execute(
        select(version, CeilingRecord.slug, balance.used)
        .join(CeilingRecord, CeilingRecord.id == version.ceiling_id)
        .join(balance, balance.ceiling_id == version.ceiling_id)
        .where(is_newest())
        .order_by(version.ceiling_id)
    ).all()
    covers = CeilingContractRecord
    for terms, slug, used in rows:
        contracts = session.scalars(
            select(covers.contract_id).where(covers.version_id == terms.id)
        ).all()
        yield ceiling_of(terms, slug, used, contracts, {}), terms


def _parts_add_up(session: Session, ceiling: Ceiling, total: int) -> bool:
    """Whether the months of the parties, and the clients where they are kept, come to it too."""
    if ceiling.sort is Sort.CLIENTS:
        return clients_of(session, ceiling.number) == total
    kept: list[Any] = [CeilingUseRecord]
    if ceiling.sort in EACH_CLIENT:
        kept.append(CeilingClientRecord)
    if ceiling.sort is Sort.REGION:
        kept.append(CeilingShareRecord)
    return all(
        int(session.scalar(_sum(row).where(row.ceiling_id == ceiling.number)) or 0) == total
        for row in kept
    )


def _sum(row: Any) -> Any:
    return select(func.sum(row.used))


def _let_through(session: Session, ceiling_id: int) -> int:
    """By how much lines went over that were not taken back: each has its name, or waits."""
    over, line = CeilingOverrunRecord, LINES.c
    taking_back = LINES.alias("credit")
    credit = taking_back.c
    found = session.scalar(
        select(func.sum(over.above))
        .select_from(over)
        .join(LINES, line.id == over.line_id)
        .outerjoin(taking_back, (credit.credits_line_id == line.id) & (credit.state == "awarded"))
        .where(over.ceiling_id == ceiling_id, line.state == "awarded", credit.id.is_(None))
    )
    return int(found or 0)


