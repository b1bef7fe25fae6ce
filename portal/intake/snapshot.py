"""The facts one message is judged against, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from declarations.ceilings import Ceiling, stopping
from declarations.facts import EMPTY, Allocation, EarlierDebit, Facts, Tariff
from declarations.hindsight import Known
from declarations.model import Line, Message
from portal.allocations.current import Held, allocations_of
from portal.ceilings.current import ceilings_on
from portal.contracts.service import Agreed, Answering, agreed_with, categories_of
from portal.decisions.current import known_of_decisions
from portal.intake.come_before import (
    awarded,
    last_period,
    live_debits,
    numbers_used,
    used_references,
)
from portal.intake.deadlines import parkable_on
from portal.intake.parties import Parties
from portal.intake.parts import at_milestones, parts_declared
from portal.intake.records import LineRecord
from portal.own_checks.service import checks_on
from portal.store.crypto import Keyring
from portal.store.sets import in_values

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts, and the rows behind them that storing the verdict needs.

    ``clients`` maps citizen numbers to client ids, ``allocations`` version ids to allocation
    ids, ``debits`` references to the ids of line and allocation. ``answering`` says of the
    contracts of the provider how they answer. ``ceilings`` are all that the message counts for,
    also those that stop no line.
    """

    facts: Facts
    clients: Mapping[str, int]
    allocations: Mapping[int, int]
    debits: Mapping[str, tuple[int, int | None]]
    answering: Mapping[int, Answering] = field(default_factory=lambda: EMPTY)
    ceilings: tuple[Ceiling, ...] = ()


def take_snapshot(
    session: Session, parties: Parties, message: Message, today: date, keyring: Keyring,
    now: date | None = None, hold: bool = False,
) -> Snapshot:  # fmt: skip
    """Read what the rules may know about this message.

    ``today`` is its day of receipt, ``now`` the day on which it is judged where that is later.
    With ``hold`` what is used of ceilings stays as it is read until the transaction ends.
    """
    identification, number = numbers_used(session, parties, message)
    if parties.municipality_id is None:
        unlisted = Facts(today, municipality_listed=False, identification_used=identification)
        return Snapshot(unlisted, {}, {}, {})
    indexes = {each.bsn: keyring.bsn_index(each.bsn) for each in message.declaration.clients}
    held = allocations_of(
        session, parties.municipality_id, parties.provider_id, parties.law, indexes.values()
    )
    known = _named(message, held, indexes)
    numbers = _numbers(known, held)
    clients = {bsn: held.client_ids[key] for bsn, key in indexes.items() if key in held.client_ids}
    bsn_of = {client_id: bsn for bsn, client_id in clients.items()}
    earlier, debits = _earlier_debits(session, parties, message, bsn_of)
    products = {(line.category, line.code) for line in message.lines()}
    agreed = _agreed(session, parties)
    tariffs = _only(products, agreed.tariffs)
    contracts = {each.contract for found in tariffs.values() for each in found}
    ceilings = _ceilings(session, parties, (agreed, contracts, earlier), clients, hold)
    listed = categories_of(session, parties.municipality_id, parties.law)
    facts = Facts(
        today=today,
        identification_used=identification,
        number_used=number,
        last_period=last_period(session, parties),
        allocations=known,
        tariffs=tariffs,
        categories=_only({code for _, code in products}, listed),
        used_references=used_references(session, parties, message),
        earlier=earlier,
        live_debits=live_debits(session, numbers, message),
        awarded=awarded(session, numbers),
        parkable=parkable_on(now or today, today, agreed.answering, contracts),
        own_checks=checks_on(session, parties.municipality_id, today, products),
        parts=parts_declared(session, at_milestones(known, tariffs, numbers)),
        ceilings=stopping(ceilings),
        decided=_decided(session, tariffs, numbers),
    )
    return Snapshot(facts, clients, held.allocation_ids, debits, agreed.answering, ceilings)


def known_now(session: Session, parties: Parties, message: Message, keyring: Keyring) -> Known:
    """The allocations, tariffs and products of today that a message names; three queries."""
    assert parties.municipality_id is not None
    indexes = {each.bsn: keyring.bsn_index(each.bsn) for each in message.declaration.clients}
    held = allocations_of(
        session, parties.municipality_id, parties.provider_id, parties.law, indexes.values()
    )
    products = {(line.category, line.code) for line in message.lines()}
    listed = categories_of(session, parties.municipality_id, parties.law)
    return Known(
        _named(message, held, indexes),
        _only(products, _agreed(session, parties).tariffs),
        _only({code for _, code in products}, listed),
    )


def _decided(
    session: Session, tariffs: Mapping[Any, Sequence[Tariff]], numbers: Mapping[int, int]
) -> dict[int, frozenset[str]]:
    """What is known of the decisions behind the allocations named; asked where a contract asks."""
    if not any(each.requires for found in tariffs.values() for each in found):
        return {}
    known = known_of_decisions(session, numbers)
    return {numbers[allocation_id]: kinds for allocation_id, kinds in known.items()}


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


def _agreed(session: Session, parties: Parties) -> Agreed:
    assert parties.municipality_id is not None
    return agreed_with(session, parties.provider_id, parties.municipality_id, parties.law)


def _ceilings(
    session: Session, parties: Parties,
    about: tuple[Agreed, Collection[int], Mapping[str, EarlierDebit]],
    clients: Mapping[str, int], hold: bool,
) -> tuple[Ceiling, ...]:  # fmt: skip
    """The ceilings on the contracts in the message, those of its credits included."""
    agreed, contracts, earlier = about
    assert parties.municipality_id is not None
    named = {*contracts, *(each.contract for each in earlier.values())}
    limited = {number for number, each in agreed.answering.items() if each.limited} & named
    return ceilings_on(session, limited, parties.municipality_id, clients, hold)


def _only(keys: Collection[_Key], values: Mapping[_Key, _Value]) -> dict[_Key, _Value]:
    """What the message is about; a verdict rests on nothing else."""
    return {key: values[key] for key in keys if key in values}


def _numbers(known: Mapping[str, Mapping[int, Allocation]], held: Held) -> dict[int, int]:
    """The allocations the message names: from their id to their number."""
    return {
        held.allocation_ids[allocation.version]: number
        for allocations in known.values()
        for number, allocation in allocations.items()
    }


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


def copied_line(copied: Sequence[Any], credit: bool = False) -> Line:
    """The line that stands in these columns; a debit unless told otherwise."""
    return Line(*[*copied, credit])
