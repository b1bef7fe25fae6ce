"""Stored verdicts read back: to show them, and to prove that they still follow from their input."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.assessment import assess
from declarations.facts import Facts
from declarations.findings import (
    NO_REMARK,
    Assessment,
    ClientVerdict,
    Finding,
    LineVerdict,
    Outcome,
    Owner,
    Severity,
)
from declarations.model import Message
from declarations.rules import RULEBOOK
from portal.intake.answering import answer_keeps_rules
from portal.intake.evidence import facts_of_then
from portal.intake.judging import read_content
from portal.intake.records import (
    BatchRecord,
    FindingRecord,
    LineRecord,
    MessageRecord,
    VerdictRecord,
)
from portal.intake.use_of_ceilings import over_ceilings
from portal.store.crypto import Keyring, SealBroken
from schemas.istandaarden.declaration import read_accepted


def messages_of(session: Session, batch: str) -> Sequence[int]:
    """The ids of the messages of a batch, in its order; none for an unknown batch."""
    return session.scalars(
        select(MessageRecord.id)
        .join(BatchRecord, BatchRecord.id == MessageRecord.batch_id)
        .where(BatchRecord.public_id == batch)
        .order_by(MessageRecord.position)
    ).all()


def stored_assessment(session: Session, message_id: int, keyring: Keyring) -> Assessment:
    """The verdict on a judged message as it was given; its lines as the message has them.

    Holds citizen numbers: whoever shows it logs the access.
    """
    verdict = session.scalars(select(VerdictRecord).filter_by(message_id=message_id)).one()
    message = read_accepted(read_content(session, message_id, keyring))
    lines, clients = _lines(session, verdict, message) if verdict.line_count else ((), ())
    return Assessment(
        kind=message.kind,
        outcome=Outcome(verdict.outcome),
        level=verdict.level,
        header=_split(verdict.header_codes),
        declaration=_split(verdict.declaration_codes),
        clients=clients,
        lines=lines,
        submitted_cents=verdict.submitted_cents,
        awarded_cents=verdict.awarded_cents,
        findings=_findings(session, message_id),
        rulebook=verdict.rulebook,
        facts=verdict.facts,
        receipt=verdict.receipt,
    )


def recomputes(session: Session, message_id: int, keyring: Keyring) -> bool:
    """Whether judging a stored message again, on the facts of then, gives the stored verdict, and
    its answer keeps the rules about answers.

    Asked only of verdicts of the running rule book. One whose message or clients no longer open
    follows from nothing.
    """
    try:
        message = read_accepted(read_content(session, message_id, keyring))
        facts = facts_of_then(session, message_id, message, keyring)
        told_right = answer_keeps_rules(session, message_id, message, keyring)
    except SealBroken:
        return False
    again = assess(message, facts, RULEBOOK)
    if facts.ceilings and not _same_ceilings(session, message_id, again, facts):
        return False
    receipt = session.scalar(select(VerdictRecord.receipt).filter_by(message_id=message_id))
    return told_right and again.receipt == receipt


def _same_ceilings(session: Session, message_id: int, again: Assessment, facts: Facts) -> bool:
    """Whether the same lines go over the same ceilings; the receipt does not tell of warnings.

    Those that an earlier round decided rest on what was used before that.
    """
    settled = facts.settled.lines if facts.settled else {}
    kept = over_ceilings(_findings(session, message_id), again)
    return {each for each in kept if each[1] not in settled} == over_ceilings(again.findings, again)


def verdicts_of_running_book(session: Session) -> Sequence[int]:
    """The ids of the messages whose verdicts the running rule book can be asked about."""
    return session.scalars(
        select(VerdictRecord.message_id).where(VerdictRecord.rulebook == RULEBOOK.version)
    ).all()


def _split(codes: str | None) -> tuple[str, ...] | None:
    return None if codes is None else tuple(codes.split())


def _lines(
    session: Session, verdict: VerdictRecord, message: Message
) -> tuple[tuple[LineVerdict, ...], tuple[ClientVerdict, ...]]:
    line = LineRecord
    rows = iter(
        session.execute(
            select(
                line.client_id, line.codes, line.contract_id, line.allocation_version_id, line.state
            )
            .where(line.message_id == verdict.message_id)
            .order_by(line.position)
        ).all()
    )
    lines, clients = [], []
    for client in message.declaration.clients:
        client_id = None
        for each in client.lines:
            client_id, codes, contract, version, state = next(rows)
            lines.append(
                LineVerdict(
                    client, each, tuple(codes.split()), contract, version, state == "parked"
                )
            )
        returned = verdict.client_codes.get(str(client_id))
        clients.append(ClientVerdict(client, NO_REMARK if returned is None else tuple(returned)))
    return tuple(lines), tuple(clients)


def _findings(session: Session, message_id: int) -> tuple[Finding, ...]:
    rows = session.execute(
        select(FindingRecord, LineRecord.position)
        .outerjoin(LineRecord, LineRecord.id == FindingRecord.line_id)
        .where(FindingRecord.message_id == message_id)
        .order_by(FindingRecord.position)
    )
    return tuple(finding_of(row, line) for row, line in rows)


def finding_of(row: FindingRecord, line: int | None = None) -> Finding:
    """A finding as it was stored; ``line`` is the position of the line that its row names."""
    return Finding(
        rule=row.rule,
        code=row.code,
        level=row.level,
        severity=Severity(row.severity),
        owner=Owner(row.owner),
        path=row.path,
        source_line=row.source_line,
        expected=row.expected,
        received=row.received,
        difference_cents=row.difference_cents,
        detail=row.detail,
        line=line,
    )
