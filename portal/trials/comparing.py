"""Holding a verdict against the trial of the same bytes, in the transaction that stores it.

What is kept of each cause is ``{"cause", "about", "lines", "positions", "line", "message"}``: how
many lines it touches and the first positions of them, and the earlier line (its id) or message
that it is about, where there is one. ``others`` counts the causes that are not named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.identifiers import without_citizen_numbers
from declarations.trials import Basis, Cause, Reason, compare, reasons, told
from portal.intake.earlier import (
    last_line_awarded,
    last_line_named,
    line_of_month,
    message_with_identification,
    message_with_number,
)
from portal.intake.evidence import facts_in
from portal.intake.storing import Judged
from portal.store.crypto import Keyring
from portal.trials.records import TrialComparisonRecord, TrialFactRecord, TrialRecord
from portal.trials.telling import kept_codes

POSITIONS = 20
"""Lines that are named for each cause; all are counted."""

NAMED = 100
"""Causes that are named, those of most lines first."""



def hold_against_trial(session: Session, judged: Judged, keyring: Keyring) -> None:
    """Keep how this verdict compares with the trial of the same bytes, where there was one."""
    message, parties = judged.message, judged.parties
    trial = session.scalars(
        select(TrialRecord).filter_by(
            provider_id=parties.provider_id, sha256=bytes.fromhex(message.digest)
        )
    ).one_or_none()
    if trial is None:
        return
    kept = facts_of_trial(session, trial.id)
    then = Basis(facts_in(session, kept, trial.today, message, keyring), trial.rulebook)
    now = Basis(judged.snapshot.facts, judged.assessment.rulebook)
    deviation = compare(message, kept_codes(kept["codes"]), told(judged.assessment))
    found = reasons(message, deviation, then, now) if deviation else {}
    session.add(
        TrialComparisonRecord(
            message_id=judged.message_id, provider_id=parties.provider_id,
            municipality_id=parties.municipality_id, account_id=trial.account_id,
            sha256=trial.sha256, tried_at=trial.tried_at, receipt=trial.receipt,
            whole=deviation.whole, lines=len(deviation.positions),
            causes=_causes(session, judged, found),
        )
    )  # fmt: skip


def facts_of_trial(
    session: Session, trial_id: int, kinds: Collection[str] | None = None
) -> dict[str, Any]:
    """What is kept of a trial, by kind: all of it unless kinds are named."""
    row = TrialFactRecord
    query = select(row.kind, row.content).where(row.trial_id == trial_id)
    if kinds is not None:
        query = query.where(row.kind.in_(kinds))
    rows: list[tuple[str, Any]] = [(kind, content) for kind, content in session.execute(query)]
    return dict(rows)


def _causes(
    session: Session, judged: Judged, found: Mapping[Reason, tuple[int, ...]]
) -> dict[str, Any]:
    by_lines = sorted(found.items(), key=lambda each: -len(each[1]))
    named = [
        {
            "cause": reason.cause.value,
            "about": without_citizen_numbers(reason.about),
            "lines": len(positions),
            "positions": positions[:POSITIONS],
            "line": _earlier_line(session, judged, reason, positions),
            "message": _earlier_message(session, judged, reason),
        }
        for reason, positions in by_lines[:NAMED]
    ]
    return {"named": named, "others": len(by_lines) - len(named)}


def _earlier_line(
    session: Session, judged: Judged, reason: Reason, positions: tuple[int, ...]
) -> int | None:
    """The id of the earlier line that a reason is about."""
    parties, besides = judged.parties, judged.message_id
    if reason.cause in (Cause.REFERENCE, Cause.DEBIT):
        return last_line_named(session, parties, reason.about, besides)
    if reason.cause is Cause.VOLUME:
        bsn = judged.assessment.lines[positions[0] - 1].client.bsn
        client_id = judged.snapshot.clients.get(bsn)
        return last_line_awarded(session, parties, client_id, int(reason.about), besides)
    return _live_debit(session, judged, positions[0]) if reason.cause is Cause.MONTH else None


def _live_debit(session: Session, judged: Judged, position: int) -> int | None:
    """The id of the line that had been awarded for the month of this line."""
    facts, verdict = judged.snapshot.facts, judged.assessment.lines[position - 1]
    line = verdict.line
    version = facts.allocations.get(verdict.client.bsn, {}).get(line.allocation)
    month = (line.allocation, line.category, line.code, line.month)
    if version is None or month not in facts.live_debits:
        return None
    return line_of_month(session, judged.snapshot.allocations[version.version], line)


def _earlier_message(session: Session, judged: Judged, reason: Reason) -> int | None:
    """The id of the earlier message that used the number of this one."""
    if reason.cause is Cause.IDENTIFICATION:
        return message_with_identification(session, judged.parties, judged.message)
    if reason.cause is Cause.NUMBER:
        return message_with_number(session, judged.parties, judged.message)
    return None
