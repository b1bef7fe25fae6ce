"""What a verdict rested on, kept beside it: enough to judge the same message again as of then.

Allocations are named by their immutable versions, earlier debits by their lines and references by
their place in the message: what a sender chose himself may be a citizen number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import Allocation, EarlierDebit, Facts, Tariff
from declarations.model import Message
from portal.allocations.clients import numbers_of
from portal.allocations.current import allocations_of_versions
from portal.intake.records import LineRecord, VerdictFactRecord, VerdictRecord
from portal.intake.snapshot import COPIED, Snapshot, copied_line
from portal.store.crypto import Keyring
from portal.store.sets import in_values


def keep_evidence(session: Session, message_id: int, message: Message, snapshot: Snapshot) -> None:
    """Store what the verdict on a message rested on, without a word the sender chose."""
    kinds = {
        "allocation_version": sorted(
            each.version for owned in snapshot.facts.allocations.values() for each in owned.values()
        ),
        "client": sorted(snapshot.clients.values()),
        "earlier": {
            str(snapshot.debits[reference][0]): debit.credited
            for reference, debit in snapshot.facts.earlier.items()
        },
        "tariff": [
            [*product, each.contract, each.version, each.unit, each.cents, str(each.start),
             str(each.end)]
            for product, agreed in snapshot.facts.tariffs.items()
            for each in agreed
        ],
        "input": _inputs(snapshot.facts, message),
    }  # fmt: skip
    session.add_all(
        VerdictFactRecord(message_id=message_id, kind=kind, content=content)
        for kind, content in kinds.items()
    )


def _inputs(facts: Facts, message: Message) -> dict[str, Any]:
    used = facts.used_references
    return {
        "municipality_listed": facts.municipality_listed,
        "identification_used": facts.identification_used,
        "number_used": facts.number_used,
        "last_period": facts.last_period and str(facts.last_period),
        "used_references": [n for n, line in enumerate(message.lines()) if line.reference in used],
        "live_debits": _live(facts),
        "categories": {code: sorted(found) for code, found in facts.categories.items()},
    }


def _live(facts: Facts) -> list[list[Any]]:
    """The months awarded before: version of the allocation, category, code and month."""
    versions = {
        number: each.version
        for owned in facts.allocations.values()
        for number, each in owned.items()
    }
    return [
        [versions[number], category, code, str(month)]
        for number, category, code, month in sorted(facts.live_debits)
    ]


def facts_of_then(session: Session, message_id: int, message: Message, keyring: Keyring) -> Facts:
    """The facts a stored verdict rested on, read back from what was kept."""
    kept: dict[str, Any] = dict(
        session.execute(
            select(VerdictFactRecord.kind, VerdictFactRecord.content).where(
                VerdictFactRecord.message_id == message_id
            )
        ).all()
    )  # fmt: skip
    today = session.scalar(select(VerdictRecord.today).filter_by(message_id=message_id))
    assert today is not None
    inputs = kept["input"]
    among = (each.bsn for each in message.declaration.clients)
    bsn_of = numbers_of(session, kept["client"], among, keyring)
    allocations = _allocations(session, kept["allocation_version"], bsn_of)
    number_of = {
        each.version: each.number for owned in allocations.values() for each in owned.values()
    }
    references = [line.reference for line in message.lines()]
    return Facts(
        today=today,
        municipality_listed=inputs["municipality_listed"],
        identification_used=inputs["identification_used"],
        number_used=inputs["number_used"],
        last_period=_day(inputs["last_period"]),
        allocations=allocations,
        tariffs=_tariffs(kept["tariff"]),
        categories={code: frozenset(found) for code, found in inputs["categories"].items()},
        used_references=frozenset(references[n] for n in inputs["used_references"]),
        earlier=_earlier(session, kept["earlier"], bsn_of),
        live_debits=frozenset(
            (number_of[version], category, code, date.fromisoformat(month))
            for version, category, code, month in inputs["live_debits"]
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _allocations(
    session: Session, versions: list[int], bsn_of: Mapping[int, str]
) -> dict[str, dict[int, Allocation]]:
    found: dict[str, dict[int, Allocation]] = {bsn: {} for bsn in bsn_of.values()}
    for client_id, allocation in allocations_of_versions(session, versions):
        found[bsn_of[client_id]][allocation.number] = allocation
    return found


def _tariffs(kept: list[list[Any]]) -> dict[tuple[str, str], tuple[Tariff, ...]]:
    found: dict[tuple[str, str], tuple[Tariff, ...]] = {}
    for category, code, contract, version, unit, cents, start, end in kept:
        tariff = Tariff(
            contract, version, unit, cents, date.fromisoformat(start), date.fromisoformat(end)
        )
        found[category, code] = (*found.get((category, code), ()), tariff)
    return found


def _earlier(
    session: Session, kept: Mapping[str, bool], bsn_of: Mapping[int, str]
) -> dict[str, EarlierDebit]:
    credited = {int(line_id): was for line_id, was in kept.items()}
    rows = session.execute(
        select(LineRecord.id, LineRecord.client_id, LineRecord.contract_id, *COPIED).where(
            in_values(LineRecord.id, credited)
        )
    )
    earlier = {}
    for line_id, client_id, contract, *copied in rows:
        debit = copied_line(copied)
        earlier[debit.reference] = EarlierDebit(
            bsn_of.get(client_id, ""), debit, True, credited[line_id], contract
        )
    return earlier
