"""A later round of judging: how a parked message stands, and storing what became of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from declarations.facts import EMPTY, Decision, Settled
from declarations.findings import Finding, LineVerdict
from declarations.lifecycle import PORTAL, Kind, after
from declarations.model import Message
from portal.intake.booking import Waiting
from portal.intake.counting import count_lines
from portal.intake.evidence import evidence_of, keep_evidence
from portal.intake.parties import Parties
from portal.intake.records import (
    DeclarationRecord,
    FindingRecord,
    LineRecord,
    VerdictFactRecord,
    VerdictRecord,
)
from portal.intake.snapshot import Snapshot, take_snapshot
from portal.intake.stored import finding_of
from portal.intake.storing import (
    Judged,
    credited_debits,
    line_state,
    store_findings,
    verdict_values,
)
from portal.store.crypto import Keyring
from portal.store.database import table_of

OF_CLIENT = re.compile(r"^/Bericht/Declaratie/Clienten/Client\[(\d+)\]")
ACTIONS = {"awarded": "award", "rejected": "reject", "parked": "park"}
UNTOUCHED = {"synchronize_session": False}


class NoLongerWaits(Exception):
    """Lines that were parked no longer are, though the lane is held; nothing may be stored."""


@dataclass(frozen=True, slots=True)
class Before:
    """How a message stands of which lines are parked.

    ``clients`` maps the citizen numbers in the message to client ids; ``inputs`` is what the
    first round knew beyond allocations and tariffs.
    """

    settled: Settled
    waiting: tuple[Waiting, ...]
    line_ids: tuple[int, ...]
    clients: Mapping[str, int]
    inputs: Mapping[str, Any]


def standing_of(session: Session, message_id: int, message: Message) -> Before:
    """What earlier rounds decided about a message, and what waits."""
    line = LineRecord
    rows = session.execute(
        select(
            line.id, line.position, line.client_id, line.state, line.codes, line.contract_id,
            line.allocation_version_id,
        ).where(line.message_id == message_id).order_by(line.position)
    ).all()  # fmt: skip
    clients = _clients(message, [row.client_id for row in rows])
    returned = session.scalar(
        select(VerdictRecord.client_codes).where(VerdictRecord.message_id == message_id)
    )
    inputs = session.scalar(
        select(VerdictFactRecord.content).filter_by(message_id=message_id, kind="input")
    )
    decided = {
        row.position: Decision(tuple(row.codes.split()), row.contract_id, row.allocation_version_id)
        for row in rows
        if row.state != "parked"
    }
    fallen = {
        position: tuple(codes)
        for position, client in enumerate(message.declaration.clients, 1)
        if (codes := (returned or {}).get(str(clients[client.bsn])))
    }
    return Before(
        settled=Settled(decided, fallen),
        waiting=tuple(
            Waiting(row.position, row.id, row.contract_id) for row in rows if row.state == "parked"
        ),
        line_ids=tuple(row.id for row in rows),
        clients=clients,
        inputs=inputs or {},
    )


def _clients(message: Message, of_lines: Sequence[int]) -> dict[str, int]:
    clients, place = {}, 0
    for client in message.declaration.clients:
        clients[client.bsn] = of_lines[place]
        place += len(client.lines)
    return clients


def take_later_snapshot(
    session: Session, parties: Parties, message: Message, days: tuple[date, date],
    keyring: Keyring, before: Before,
) -> Snapshot:  # fmt: skip
    """The facts for a later round; ``days`` are those of receipt and of judging now.

    What the message itself left behind (its numbers, its period, the debits it credits) is as
    the first round found it; months that its own awarded lines filled do count.
    """
    received, now = days
    found = take_snapshot(session, parties, message, received, keyring, now, hold=True)
    references = [line.reference for line in message.lines()]
    last = before.inputs.get("last_period")
    facts = replace(
        found.facts,
        identification_used=False,
        number_used=False,
        last_period=date.fromisoformat(last) if last else None,
        used_references=frozenset(references[n] for n in before.inputs["used_references"]),
        earlier=EMPTY,
        settled=before.settled,
    )
    return replace(found, facts=facts, debits=EMPTY)


def decided_now(judged: Judged, before: Before) -> Iterator[tuple[Waiting, LineVerdict]]:
    """The lines that waited and no longer do."""
    for each in before.waiting:
        verdict = judged.assessment.lines[each.position - 1]
        if not verdict.parked:
            yield each, verdict


def store_round(session: Session, judged: Judged, before: Before) -> None:
    """Replace what was stored about the parked lines; the others stay as they are.

    The outcome of the message itself must still be ``parked``: the database lets nobody touch a
    verdict after that.
    """
    _store_lines(session, judged, before)
    message_id, verdict = judged.message_id, judged.assessment
    decided = list(decided_now(judged, before))
    credited = credited_debits(judged, (each for _, each in decided))
    count_lines(session, message_id, credited, [each.line_id for each, _ in decided])
    session.execute(
        update(DeclarationRecord)
        .where(DeclarationRecord.message_id == message_id)
        .values(awarded_cents=verdict.awarded_cents)
        .execution_options(**UNTOUCHED)
    )
    session.execute(
        update(VerdictRecord)
        .where(VerdictRecord.message_id == message_id)
        .values(**verdict_values(judged, before.clients))
        .execution_options(**UNTOUCHED)
    )
    findings = _findings(session, judged, before)
    for record in (VerdictFactRecord, FindingRecord):
        session.execute(
            delete(record).filter_by(message_id=message_id).execution_options(**UNTOUCHED)
        )
    keep_evidence(session, message_id, evidence_of(judged.message, judged.snapshot))
    session.flush()
    store_findings(session, judged, before.line_ids, findings)


def _store_lines(session: Session, judged: Judged, before: Before) -> None:
    table = table_of(LineRecord)
    changed = [_changed(judged, each) for each in before.waiting]
    wanted = (table.c.id == bindparam("line")) & (table.c.state == "parked")
    columns = ("state", "codes", "allocation_id", "allocation_version_id", "contract_id")
    values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    done = session.connection().execute(update(table).where(wanted).values(**values), changed)
    if done.rowcount != len(changed):
        raise NoLongerWaits


def _changed(judged: Judged, each: Waiting) -> dict[str, Any]:
    verdict = judged.assessment.lines[each.position - 1]
    version = verdict.allocation
    return {
        "line": each.line_id,
        "new_state": after(Kind.LINE, "parked", ACTIONS[line_state(verdict)], PORTAL),
        "new_codes": " ".join(verdict.codes),
        "new_allocation_id": None if version is None else judged.snapshot.allocations[version],
        "new_allocation_version_id": version,
        "new_contract_id": verdict.contract,
    }


def _findings(session: Session, judged: Judged, before: Before) -> list[Finding]:
    """The findings about what was decided before, and those of this round, in their order."""
    waiting = {each.line_id for each in before.waiting}
    place_of = {line_id: position for position, line_id in enumerate(before.line_ids, 1)}
    rows = session.scalars(
        select(FindingRecord)
        .where(FindingRecord.message_id == judged.message_id)
        .order_by(FindingRecord.position)
    ).all()
    kept = [
        replace(finding_of(row), line=place_of[row.line_id] if row.line_id else None)
        for row in rows
        if (row.line_id not in waiting if row.line_id else _stays(row.path, before.settled))
    ]
    for row in rows:
        session.expunge(row)
    return sorted([*kept, *judged.assessment.findings], key=lambda finding: finding.line or 0)


def _stays(path: str, settled: Settled) -> bool:
    """Whether a finding that is about no line is about a client that fell before."""
    found = OF_CLIENT.match(path)
    return found is not None and int(found.group(1)) in settled.clients
