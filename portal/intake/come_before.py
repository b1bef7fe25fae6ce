"""What came before a message: the numbers it used up, and what counts on its allocations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from declarations.facts import DebitKey
from declarations.model import Message
from portal.intake.balance_records import AllocationBalanceRecord, LiveDebitRecord
from portal.intake.parties import Parties
from portal.intake.records import (
    DECLARATION,
    IDENTIFICATION,
    DeclaredPeriodRecord,
    LineRecord,
    UsedNumberRecord,
)
from portal.store.sets import in_values


def numbers_used(session: Session, parties: Parties, message: Message) -> tuple[bool, bool]:
    """Whether the identification and the declaration number were used before."""
    used = UsedNumberRecord
    wanted = or_(
        and_(used.kind == IDENTIFICATION, used.value == message.header.identification),
        and_(used.kind == DECLARATION, used.value == message.declaration.number),
    )
    kinds = session.scalars(
        select(used.kind).where(
            used.provider_id == parties.provider_id, used.law == parties.law, wanted
        )
    ).all()
    return IDENTIFICATION in kinds, DECLARATION in kinds


def last_period(session: Session, parties: Parties) -> date | None:
    """The first day of the last month declared between these parties."""
    period = DeclaredPeriodRecord
    return session.scalar(
        select(period.last_start).where(
            period.provider_id == parties.provider_id,
            period.municipality_id == parties.municipality_id,
            period.law == parties.law,
        )
    )


def used_references(session: Session, parties: Parties, message: Message) -> frozenset[str]:
    """The references that lines of processed messages used up, rejected ones too (decision 3)."""
    line = LineRecord
    return frozenset(
        session.scalars(
            select(line.reference).where(
                line.provider_id == parties.provider_id,
                line.law == parties.law,
                in_values(line.reference, (each.reference for each in message.lines())),
            )
        )
    )


def awarded(session: Session, numbers: Mapping[int, int]) -> dict[int, dict[str, tuple[int, int]]]:
    """What was awarded on these allocations before, by number and unit."""
    balance = AllocationBalanceRecord
    rows = session.execute(
        select(balance.allocation_id, balance.unit, balance.volume, balance.amount_cents).where(
            in_values(balance.allocation_id, numbers)
        )
    ).all()
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for allocation_id, unit, volume, cents in rows:
        found.setdefault(numbers[allocation_id], {})[unit] = (volume, cents)
    return found


def live_debits(
    session: Session, numbers: Mapping[int, int], message: Message
) -> frozenset[DebitKey]:
    """What was awarded before in the months of the message, on the allocations it names."""
    live = LiveDebitRecord
    rows = session.execute(
        select(live.allocation_id, live.category, live.code, live.month).where(
            in_values(live.allocation_id, numbers),
            live.month.in_({start.replace(day=1) for start in {x.start for x in message.lines()}}),
        )
    ).all()
    return frozenset((numbers[row[0]], row[1], row[2], row[3]) for row in rows)
