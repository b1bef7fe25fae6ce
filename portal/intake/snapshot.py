"""The facts one message is judged against, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from declarations.facts import Allocation, DebitKey, EarlierDebit, Facts, Product, Tariff
from declarations.model import Law, Line, Message
from portal.allocations.current import Held, allocations_of
from portal.contracts.service import categories_of, tariffs_for
from portal.intake.balance_records import LiveDebitRecord
from portal.intake.records import (
    DECLARATION,
    IDENTIFICATION,
    REFERENCE,
    DeclaredPeriodRecord,
    LineRecord,
    UsedNumberRecord,
)
from portal.store.crypto import Keyring
from portal.store.sets import in_values

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom: ``municipality_id`` is None for a code that CBS does not know."""

    provider_id: int
    municipality_id: int | None
    law: Law


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts, and the rows behind them that storing the verdict needs.

    ``clients`` maps citizen numbers to client ids, ``allocations`` version ids to allocation
    ids, ``debits`` references to the ids of line and allocation.
    """

    facts: Facts
    clients: Mapping[str, int]
    allocations: Mapping[int, int]
    debits: Mapping[str, tuple[int, int | None]]


def take_snapshot(
    session: Session, parties: Parties, message: Message, today: date, keyring: Keyring
) -> Snapshot:
    """Read what the rules may know about this message; ``today`` is its day of receipt."""
    identification, number = _numbers_used(session, parties, message)
    if parties.municipality_id is None:
        unlisted = Facts(today, municipality_listed=False, identification_used=identification)
        return Snapshot(unlisted, {}, {}, {})
    indexes = {each.bsn: keyring.bsn_index(each.bsn) for each in message.declaration.clients}
    held = allocations_of(
        session, parties.municipality_id, parties.provider_id, parties.law, indexes.values()
    )
    known = _named(message, held, indexes)
    clients = {bsn: held.client_ids[key] for bsn, key in indexes.items() if key in held.client_ids}
    bsn_of = {client_id: bsn for bsn, client_id in clients.items()}
    earlier, debits = _earlier_debits(session, parties, message, bsn_of)
    products = {(line.category, line.code) for line in message.lines()}
    facts = Facts(
        today=today,
        identification_used=identification,
        number_used=number,
        last_period=_last_period(session, parties),
        allocations=known,
        tariffs=_only(products, _tariffs(session, parties)),
        categories=_only(
            {code for _, code in products},
            categories_of(session, parties.municipality_id, parties.law),
        ),
        used_references=_used_references(session, parties, message),
        earlier=earlier,
        live_debits=_live_debits(session, known, held, message),
    )
    return Snapshot(facts, clients, held.allocation_ids, debits)


def _numbers_used(session: Session, parties: Parties, message: Message) -> tuple[bool, bool]:
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


def _last_period(session: Session, parties: Parties) -> date | None:
    period = DeclaredPeriodRecord
    return session.scalar(
        select(period.last_start).where(
            period.provider_id == parties.provider_id,
            period.municipality_id == parties.municipality_id,
            period.law == parties.law,
        )
    )


def _used_references(session: Session, parties: Parties, message: Message) -> frozenset[str]:
    used = UsedNumberRecord
    return frozenset(
        session.scalars(
            select(used.value).where(
                used.provider_id == parties.provider_id,
                used.law == parties.law,
                used.kind == REFERENCE,
                in_values(used.value, (line.reference for line in message.lines())),
            )
        )
    )


def _named(
    message: Message, held: Held, indexes: Mapping[str, bytes]
) -> dict[str, dict[int, Allocation]]:
    """The known clients in the message, each with those of its allocations that it names."""
    known = {}
    for client in message.declaration.clients:
        owned = held.by_index.get(indexes[client.bsn])
        if owned is not None:
            numbers = {line.allocation for line in client.lines}
            known[client.bsn] = {n: owned[n] for n in numbers if n in owned}
    return known


def _tariffs(session: Session, parties: Parties) -> Mapping[Product, tuple[Tariff, ...]]:
    assert parties.municipality_id is not None
    return tariffs_for(session, parties.provider_id, parties.municipality_id, parties.law)


def _only(keys: Collection[_Key], values: Mapping[_Key, _Value]) -> dict[_Key, _Value]:
    """What the message is about; a verdict rests on nothing else."""
    return {key: values[key] for key in keys if key in values}


def _live_debits(
    session: Session,
    known: Mapping[str, Mapping[int, Allocation]],
    held: Held,
    message: Message,
) -> frozenset[DebitKey]:
    """What was awarded before in the months of the message, on the allocations it names."""
    numbers = {
        held.allocation_ids[allocation.version]: number
        for allocations in known.values()
        for number, allocation in allocations.items()
    }
    live = LiveDebitRecord
    rows = session.execute(
        select(live.allocation_id, live.category, live.code, live.month).where(
            in_values(live.allocation_id, numbers),
            live.month.in_({start.replace(day=1) for start in {x.start for x in message.lines()}}),
        )
    )
    return frozenset((numbers[row[0]], row[1], row[2], row[3]) for row in rows)


def _earlier_debits(
    session: Session, parties: Parties, message: Message, bsn_of: Mapping[int, str]
) -> tuple[dict[str, EarlierDebit], dict[str, tuple[int, int | None]]]:
    """The awarded debits that credits in the message name, of this municipality alone.

    ``bsn_of`` maps the ids of the clients in the message to their numbers; a debit of anybody
    else has none.
    """
    line, credit = LineRecord, aliased(LineRecord)
    named = {each.previous_reference for each in message.lines() if each.previous_reference}
    if not named:
        return {}, {}
    rows = session.execute(
        select(*COPIED, line.id, line.client_id, line.allocation_id, line.contract_id, credit.id)
        .outerjoin(credit, credit.credits_line_id == line.id)
        .where(
            line.provider_id == parties.provider_id,
            line.law == parties.law,
            line.municipality_id == parties.municipality_id,
            line.state == "awarded",
            line.credit.is_(False),
            in_values(line.reference, named),
        )
    )
    earlier, debits = {}, {}
    for *copied, line_id, client_id, allocation_id, contract, credited in rows:
        debit = copied_line(copied)
        bsn = bsn_of.get(client_id, "")
        earlier[debit.reference] = EarlierDebit(bsn, debit, True, credited is not None, contract)
        debits[debit.reference] = (line_id, allocation_id)
    return earlier, debits


COPIED = (
    LineRecord.reference,
    LineRecord.previous_reference,
    LineRecord.allocation_number,
    LineRecord.category,
    LineRecord.code,
    LineRecord.start,
    LineRecord.end,
    LineRecord.volume,
    LineRecord.unit,
    LineRecord.tariff_cents,
    LineRecord.amount_cents,
)
"""The columns of a line in the order of the fields of ``Line``, up to its credit flag."""


def copied_line(copied: Sequence[Any]) -> Line:
    """The debit line that stands in these columns."""
    return Line(*[*copied, False])
