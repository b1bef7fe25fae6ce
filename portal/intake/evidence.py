"""What a verdict rested on, kept beside it: enough to judge the same message again as of then.

Allocations are named by their immutable versions, earlier debits by their lines and references by
their place in the message: what a sender chose himself may be a citizen number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import (
    Allocation,
    CheckKind,
    Continuity,
    Decision,
    EarlierDebit,
    Facts,
    OwnCheck,
    Settled,
    Tariff,
)
from declarations.model import Message
from portal.allocations.clients import numbers_of
from portal.allocations.current import allocations_of_versions
from portal.ceilings.evidence import ceilings_then, kept_ceilings
from portal.intake.records import LineRecord, VerdictFactRecord, VerdictRecord
from portal.intake.snapshot import COPIED, Snapshot, copied_line
from portal.store.crypto import Keyring
from portal.store.sets import in_values

Evidence = dict[str, Any]  # by kind


def keep_evidence(session: Session, message_id: int, evidence: Evidence) -> None:
    """Store what the verdict on a message rested on."""
    session.add_all(
        VerdictFactRecord(message_id=message_id, kind=kind, content=content)
        for kind, content in evidence.items()
    )


def evidence_of(message: Message, snapshot: Snapshot) -> Evidence:
    """What a verdict on the message rests on, by kind, without a word the sender chose."""
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
            [*product, *_kept_tariff(each)]
            for product, agreed in snapshot.facts.tariffs.items()
            for each in agreed
        ],
        "input": _inputs(snapshot.facts, message),
    }
    if snapshot.facts.settled is not None:
        kinds["settled"] = _settled(snapshot.facts.settled)
    if snapshot.facts.own_checks:
        kinds["own_checks"] = _own_checks(snapshot.facts.own_checks)
    if snapshot.facts.ceilings:
        kinds["ceilings"] = kept_ceilings(snapshot.facts.ceilings, snapshot.clients)
    if snapshot.facts.parts:
        kinds["parts"] = _parts(snapshot.facts)
    if snapshot.facts.decided:
        kinds["decided"] = _decided(snapshot.facts)
    return kinds


def _kept_tariff(tariff: Tariff) -> list[Any]:
    """A tariff, with what only some have at the end; see `kept_tariff` for reading it back."""
    plain = [tariff.contract, tariff.version, tariff.unit, tariff.cents, str(tariff.start)]
    care = tariff.continuity
    if care is not None or tariff.requires:
        goes_on = [str(care.closed), str(care.until)] if care is not None else []
        return [
            *plain, str(tariff.end), list(tariff.milestones), goes_on, sorted(tariff.requires),
        ]  # fmt: skip
    milestones = [list(tariff.milestones)] if tariff.milestones else []
    return [*plain, str(tariff.end), *milestones]


def _parts(facts: Facts) -> list[list[Any]]:
    """The amounts declared before on trajectories: version of the allocation, and eurocents."""
    versions = _versions(facts)
    return [[versions[number], list(found)] for number, found in sorted(facts.parts.items())]


def _decided(facts: Facts) -> list[list[Any]]:
    """What was known of decisions: version of the allocation, and the kinds."""
    versions = _versions(facts)
    return [[versions[number], sorted(known)] for number, known in sorted(facts.decided.items())]


def _inputs(facts: Facts, message: Message) -> dict[str, Any]:
    used = facts.used_references
    return {
        "municipality_listed": facts.municipality_listed,
        "identification_used": facts.identification_used,
        "number_used": facts.number_used,
        "last_period": facts.last_period and str(facts.last_period),
        "used_references": [n for n, line in enumerate(message.lines()) if line.reference in used],
        "live_debits": _live(facts),
        "awarded": _awarded(facts),
        "categories": {code: sorted(found) for code, found in facts.categories.items()},
        "parkable": sorted(facts.parkable),
    }


def _own_checks(checks: Iterable[OwnCheck]) -> list[list[Any]]:
    """The municipality's own checks as they were: number, version, kind, limit and products."""
    return [
        [each.number, each.version, each.kind.value, each.limit, each.other, each.products]
        for each in checks
    ]


def _settled(settled: Settled) -> dict[str, Any]:
    """What earlier rounds decided, by the positions of lines and clients."""
    return {
        "lines": {
            str(position): [list(each.codes), each.contract, each.allocation]
            for position, each in settled.lines.items()
        },
        "clients": {str(position): list(codes) for position, codes in settled.clients.items()},
    }


def _versions(facts: Facts) -> dict[int, int]:
    """The versions of the allocations by number: numbers are the municipality's, and stay out."""
    return {
        number: each.version
        for owned in facts.allocations.values()
        for number, each in owned.items()
    }


def _awarded(facts: Facts) -> list[list[Any]]:
    """What counted before: version of the allocation, unit, volume and eurocents."""
    versions = _versions(facts)
    return [
        [versions[number], unit, volume, cents]
        for number, found in facts.awarded.items()
        for unit, (volume, cents) in found.items()
    ]


def _live(facts: Facts) -> list[list[Any]]:
    """The months awarded before: version of the allocation, category, code and month."""
    versions = _versions(facts)
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
    return facts_in(session, kept, today, message, keyring)


def facts_in(
    session: Session, kept: Mapping[str, Any], today: date, message: Message, keyring: Keyring
) -> Facts:
    """The facts that stand in ``kept`` (see ``evidence_of``), about the day ``today``."""
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
        awarded=_awarded_then(inputs.get("awarded", ()), number_of),
        parkable=frozenset(inputs.get("parkable", ())),
        settled=_settled_then(kept.get("settled")),
        own_checks=tuple(map(_own_check_then, kept.get("own_checks", ()))),
        parts={number_of[version]: tuple(found) for version, found in kept.get("parts", ())},
        decided={
            number_of[version]: frozenset(known) for version, known in kept.get("decided", ())
        },
        ceilings=ceilings_then(session, kept.get("ceilings", ()), bsn_of),
    )


def _own_check_then(kept: Sequence[Any]) -> OwnCheck:
    number, version, kind, limit, other, products = kept
    of = None if other is None else (other[0], other[1])
    named = tuple((category, code) for category, code in products)
    return OwnCheck(number, version, CheckKind(kind), limit, of, named)


def _awarded_then(
    kept: Iterable[tuple[int, str, int, int]], number_of: Mapping[int, int]
) -> dict[int, dict[str, tuple[int, int]]]:
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for version, unit, volume, cents in kept:
        found.setdefault(number_of[version], {})[unit] = (volume, cents)
    return found


def _settled_then(kept: Mapping[str, Any] | None) -> Settled | None:
    if kept is None:
        return None
    return Settled(
        {
            int(position): Decision(tuple(codes), contract, allocation)
            for position, (codes, contract, allocation) in kept["lines"].items()
        },
        {int(position): tuple(codes) for position, codes in kept["clients"].items()},
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
    for category, code, *rest in kept:
        found[category, code] = (*found.get((category, code), ()), kept_tariff(rest))
    return found


def kept_tariff(kept: Sequence[Any]) -> Tariff:
    """A tariff as evidence has it behind category and code; most end after their term."""
    contract, version, unit, cents, start, end, *more = kept
    term = (date.fromisoformat(start), date.fromisoformat(end))
    milestones = tuple(more[0]) if more else ()
    goes_on, requires = more[1:] or ((), ())
    care = Continuity(*map(date.fromisoformat, goes_on)) if goes_on else None
    return Tariff(
        contract, version, unit, cents, *term, milestones, care, frozenset(requires)
    )


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
