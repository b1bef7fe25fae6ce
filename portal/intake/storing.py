"""Storing a verdict: every row that one judged message leaves behind, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from declarations.findings import NO_REMARK, Assessment, Finding, LineVerdict
from declarations.model import Message
from portal.allocations.clients import client_ids
from portal.intake.counting import count_lines
from portal.intake.evidence import Evidence, keep_evidence
from portal.intake.parties import Parties
from portal.intake.records import (
    DECLARATION,
    IDENTIFICATION,
    DeclarationRecord,
    DeclaredPeriodRecord,
    FindingRecord,
    LineRecord,
    UsedNumberRecord,
    VerdictRecord,
)
from portal.intake.snapshot import Snapshot
from portal.store.bulk import insert_rows, reserve_ids
from portal.store.crypto import Keyring
from portal.store.database import table_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with its verdict and what the verdict rests on."""

    message_id: int
    parties: Parties
    message: Message
    snapshot: Snapshot
    assessment: Assessment
    at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids that a processed message was stored under: of its clients by citizen number, and of
    its lines in their order. Without any when it was not processed.
    """

    clients: Mapping[str, int]
    line_ids: Sequence[int]


def store_lines(session: Session, judged: Judged, keyring: Keyring) -> Stored:
    """Write the lines of a processed message, and use up its numbers."""
    if not judged.assessment.processed:
        return Stored({}, ())
    clients = _client_ids(session, judged, keyring)
    line_ids = _store_lines(session, judged, clients)
    _store_declaration(session, judged)
    _use_numbers(session, judged)
    return Stored(clients, line_ids)


def count_verdict(session: Session, judged: Judged) -> None:
    """Let the awarded lines of a processed message count; nearly all of it the database's work."""
    if judged.assessment.processed:
        count_lines(session, judged.message_id, credited_debits(judged, judged.assessment.lines))


def store_verdict(session: Session, judged: Judged, stored: Stored, evidence: Evidence) -> None:
    """Write the verdict, what it rests on, and its findings."""
    values = verdict_values(judged, stored.clients)
    session.add(VerdictRecord(message_id=judged.message_id, **values))
    session.flush()
    keep_evidence(session, judged.message_id, evidence)
    store_findings(session, judged, stored.line_ids, judged.assessment.findings)


def verdict_values(judged: Judged, clients: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a verdict; ``clients`` maps the citizen numbers in the message to clients."""
    verdict = judged.assessment
    returned = {
        str(clients[each.client.bsn]): list(each.codes)
        for each in verdict.clients
        if each.codes != NO_REMARK
    }
    return {
        "rulebook": verdict.rulebook,
        "facts": verdict.facts,
        "receipt": verdict.receipt,
        "outcome": verdict.outcome,
        "level": verdict.level,
        "header_codes": _joined(verdict.header),
        "declaration_codes": _joined(verdict.declaration),
        "client_codes": returned,
        "today": judged.snapshot.facts.today,
        "line_count": len(verdict.lines),
        "submitted_cents": verdict.submitted_cents,
        "awarded_cents": verdict.awarded_cents,
    }


def _joined(codes: tuple[str, ...] | None) -> str | None:
    return None if codes is None else " ".join(codes)


def _client_ids(session: Session, judged: Judged, keyring: Keyring) -> Mapping[str, int]:
    """A client id for every citizen number in the message, new ones for the unknown."""
    found = judged.snapshot.clients
    missing = [each.bsn for each in judged.message.declaration.clients if each.bsn not in found]
    municipality_id = judged.parties.municipality_id
    if not missing or municipality_id is None:
        return found
    return {**found, **client_ids(session, municipality_id, missing, keyring)}


_LINE_COLUMNS = (
    "id", "message_id", "municipality_id", "provider_id", "law", "position", "client_id",
    "reference", "first_use", "previous_reference", "allocation_number", "allocation_id",
    "allocation_version_id", "contract_id", "category", "code", "start", "end", "volume", "unit",
    "tariff_cents", "amount_cents", "credit", "state", "codes", "credits_line_id",
)  # fmt: skip


def _store_lines(session: Session, judged: Judged, clients: Mapping[str, int]) -> Sequence[int]:
    table = table_of(LineRecord)
    ids = reserve_ids(session, table, len(judged.assessment.lines))
    insert_rows(session, table, _LINE_COLUMNS, _line_rows(judged, clients, ids))
    return ids


def _line_rows(
    judged: Judged, clients: Mapping[str, int], ids: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    parties, snapshot = judged.parties, judged.snapshot
    shared = (
        judged.message_id, parties.municipality_id, parties.provider_id, parties.law.value,
    )  # fmt: skip
    used = set(snapshot.facts.used_references)
    for position, (line_id, verdict) in enumerate(
        zip(ids, judged.assessment.lines, strict=True), 1
    ):
        line, version = verdict.line, verdict.allocation
        first_use = None if line.reference in used else True
        used.add(line.reference)
        yield (
            line_id, *shared, position, clients[verdict.client.bsn], line.reference, first_use,
            line.previous_reference, line.allocation,
            None if version is None else snapshot.allocations[version], version,
            verdict.contract, line.category, line.code, line.start, line.end, line.volume,
            line.unit, line.tariff, line.amount, line.credit, line_state(verdict),
            " ".join(verdict.codes), _credited(verdict, snapshot),
        )  # fmt: skip


def line_state(verdict: LineVerdict) -> str:
    """The state of a line, as its row has it."""
    if verdict.parked:
        return "parked"
    return "awarded" if verdict.awarded else "rejected"


def _credited(verdict: LineVerdict, snapshot: Snapshot) -> int | None:
    """The id of the debit that an awarded credit takes back."""
    if not (verdict.line.credit and verdict.awarded):
        return None
    return snapshot.debits[verdict.line.previous_reference or ""][0]


def _store_declaration(session: Session, judged: Judged) -> None:
    declared, parties = judged.message.declaration, judged.parties
    session.add(
        DeclarationRecord(
            message_id=judged.message_id,
            municipality_id=parties.municipality_id,
            provider_id=parties.provider_id,
            law=parties.law,
            number=declared.number,
            period_start=declared.period.start,
            dated=declared.dated,
            submitted_cents=declared.signed_total,
            awarded_cents=judged.assessment.awarded_cents,
        )
    )
    session.merge(
        DeclaredPeriodRecord(
            provider_id=parties.provider_id,
            municipality_id=parties.municipality_id,
            law=parties.law,
            last_start=declared.period.start,
        )
    )


def _use_numbers(session: Session, judged: Judged) -> None:
    """Use up the numbers of a processed message; its references are used up by its lines."""
    message, parties = judged.message, judged.parties
    numbers = [
        (IDENTIFICATION, message.header.identification),
        (DECLARATION, message.declaration.number),
    ]
    shared = (parties.provider_id, parties.law.value)
    insert_rows(
        session,
        table_of(UsedNumberRecord),
        ("provider_id", "law", "kind", "value", "message_id"),
        [(*shared, kind, value, judged.message_id) for kind, value in numbers],
    )


def credited_debits(judged: Judged, lines: Iterable[LineVerdict]) -> list[int]:
    """The ids of the debits that awarded credits among these lines take back."""
    credited = (_credited(each, judged.snapshot) for each in lines)
    return [each for each in credited if each is not None]


_FINDING_COLUMNS = (
    "message_id", "position", "line_id", "rule", "code", "level", "severity", "owner", "path",
    "source_line", "expected", "received", "difference_cents", "detail",
)  # fmt: skip


def store_findings(
    session: Session, judged: Judged, line_ids: Sequence[int], findings: Iterable[Finding]
) -> None:
    """Write findings in this order; ``line_ids`` are those of the lines in the message."""
    insert_rows(
        session,
        table_of(FindingRecord),
        _FINDING_COLUMNS,
        (
            _finding_row(judged, position, finding, line_ids)
            for position, finding in enumerate(findings, 1)
        ),
    )


def _finding_row(
    judged: Judged, position: int, each: Finding, line_ids: Sequence[int]
) -> tuple[Any, ...]:
    line_id = line_ids[each.line - 1] if each.line else None
    return (
        judged.message_id, position, line_id, each.rule, each.code, each.level,
        each.severity.value, each.owner.value, each.path, each.source_line, each.expected,
        each.received, each.difference_cents, each.detail,
    )  # fmt: skip
