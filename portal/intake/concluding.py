"""The end of a round of judging: answered, or put down because lines wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from declarations.findings import LineVerdict, Outcome
from declarations.lifecycle import PORTAL, Kind, after
from portal.audit.service import Action, Event, Subject, record
from portal.clock import NETHERLANDS
from portal.intake.answering import store_answer
from portal.intake.deadlines import waits_until
from portal.intake.held_back import hold_back
from portal.intake.parking_records import JudgingRecord, ParkedMessageRecord
from portal.intake.records import MessageRecord
from portal.intake.storing import Judged
from portal.intake.waking import note_round, put_down, rounds_of, take_up
from portal.misfits.service import Change, after_credits
from portal.store.crypto import Keyring


class JudgedMeanwhile(Exception):
    """Somebody else judged the message, though the lane is held; nothing may be stored."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round of judging: how the message stood, the day it was received, and on whose account."""

    status: str
    received: date
    account_id: int


def conclude(session: Session, judged: Judged, at: Round, keyring: Keyring) -> None:
    """Answer a message of which nothing waits, put down the others, and say so in the trail.

    Comes last: from here on nobody may change the verdict of a message that was answered.
    """
    _fits_again(session, judged, at)
    if judged.assessment.outcome is Outcome.PARKED:
        _park(session, judged, at)
        _finish(session, judged, at, "park")
        record(session, _parked_event(judged, at))
        return
    if at.status == "parked":
        take_up(session, judged.message_id)
    today = judged.at.astimezone(NETHERLANDS).date()
    store_answer(session, judged.message_id, judged.message, judged.assessment, today, keyring)
    hold_back(session, judged, at.received)
    _finish(session, judged, at, "judge")
    record(session, _judged_event(judged, at))


def _fits_again(session: Session, judged: Judged, at: Round) -> None:
    """Where a line was credited that no longer fitted, see how the others stand now.

    A credit never waits, so a later round credits nothing and knows no debits.
    """
    debits = judged.snapshot.debits
    credited = {
        debits[each.line.previous_reference or ""][1]
        for each in judged.assessment.lines
        if debits and each.line.credit and each.awarded
    }
    change = Change(at.account_id, judged.at)
    after_credits(session, (each for each in credited if each is not None), change)


def _finish(session: Session, judged: Judged, at: Round, action: str) -> None:
    after(Kind.DECLARATION, at.status, action, PORTAL)
    row = MessageRecord
    seen = row.state == "received" if at.status == "received" else row.outcome == at.status
    done = session.execute(
        update(row)
        .where(row.id == judged.message_id, seen)
        .values(state="judged", judged_at=judged.at, outcome=judged.assessment.outcome.value)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise JudgedMeanwhile


def parked_lines(judged: Judged) -> Iterator[LineVerdict]:
    """The lines that wait."""
    return (each for each in judged.assessment.lines if each.parked)


def _park(session: Session, judged: Judged, at: Round) -> None:
    parties, answering = judged.parties, judged.snapshot.answering
    contracts = {each.contract for each in parked_lines(judged) if each.contract is not None}
    until = min(waits_until(at.received, answering[each].park_days) for each in contracts)
    waits = ParkedMessageRecord(
        message_id=judged.message_id,
        municipality_id=parties.municipality_id,
        provider_id=parties.provider_id,
        law=parties.law.value,
        since=judged.at,
        until=until,
    )
    put_down(session, waits)
    number = rounds_of(session, judged.message_id) + 1 if at.status == "parked" else 1
    count, cents = _sum(judged)
    verdict = judged.assessment
    row = JudgingRecord(
        message_id=judged.message_id,
        round=number,
        judged_at=judged.at,
        rulebook=verdict.rulebook,
        facts=verdict.facts,
        receipt=verdict.receipt,
        parked_lines=count,
        parked_cents=cents,
    )
    note_round(session, row)


def _sum(judged: Judged) -> tuple[int, int]:
    amounts = [each.line.signed_cents for each in parked_lines(judged)]
    return len(amounts), sum(amounts)


def _parked_event(judged: Judged, at: Round) -> Event:
    count, cents = _sum(judged)
    detail = {"parked_lines": count, "parked_cents": cents}
    return _event(judged, at, Action.MESSAGE_PARKED, detail)


def _judged_event(judged: Judged, at: Round) -> Event:
    return _event(judged, at, Action.MESSAGE_JUDGED, {})


def _event(judged: Judged, at: Round, action: Action, more: dict[str, int]) -> Event:
    verdict = judged.assessment
    return Event(
        account_id=at.account_id,
        action=action,
        object_type=Subject.MESSAGE,
        object_id=judged.message_id,
        occurred_at=judged.at,
        municipality_id=judged.parties.municipality_id,
        provider_id=judged.parties.provider_id,
        detail={
            "outcome": verdict.outcome.value,
            "submitted_cents": verdict.submitted_cents,
            "awarded_cents": verdict.awarded_cents,
            "rulebook": verdict.rulebook,
            **more,
        },
    )
