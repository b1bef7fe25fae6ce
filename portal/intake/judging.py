"""Judging a stored message: from its bytes to verdict and answer, in one transaction.

Whoever comes first judges; the same message offered again is left as it is. Nothing is visible
to others until everything is.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from declarations.assessment import assess
from declarations.findings import Assessment
from declarations.model import Law, Message
from declarations.rules import RULEBOOK
from portal.clock import NETHERLANDS, Clock
from portal.intake.booking import book_lines
from portal.intake.concluding import Round, conclude
from portal.intake.evidence import evidence_of
from portal.intake.opening import choosing, open_for_payment
from portal.intake.parties import Parties
from portal.intake.records import BatchRecord, MessageContentRecord, MessageRecord
from portal.intake.snapshot import take_snapshot
from portal.intake.storing import Judged, count_verdict, store_lines, store_verdict
from portal.intake.use_of_ceilings import use_ceilings
from portal.parties.lanes import lock_lane
from portal.store.crypto import Keyring, message_context
from portal.store.transaction import in_transaction, transaction
from portal.trials.comparing import hold_against_trial
from schemas.istandaarden.declaration import read_accepted
from schemas.istandaarden.places import locate


@dataclass(frozen=True, slots=True)
class Work:
    """A message that waits to be judged, with its bytes."""

    message_id: int
    data: bytes
    message: Message


def judge_message(message_id: int, account_id: int, clock: Clock, keyring: Keyring) -> bool:
    """Judge a message that waits; False when somebody else already has.

    Reads and parses before it takes the lane, so that others wait for the judging alone.
    ``account_id`` is the account the verdict is booked under.
    """
    with transaction() as session:
        if not waits(session, message_id):
            return False
        data = read_content(session, message_id, keyring)
    work = Work(message_id, data, read_accepted(data))
    return in_transaction(lambda session: judge(session, work, account_id, clock, keyring))


def judge_received(
    work: Work | None, message_id: int, account_id: int, clock: Clock, keyring: Keyring
) -> bool:
    """Judge a message that was received just now, from the work at hand where there is any."""
    if work is None:
        return judge_message(message_id, account_id, clock, keyring)
    return in_transaction(lambda session: judge(session, work, account_id, clock, keyring))


def waits(session: Session, message_id: int) -> bool:
    """Whether a message has been received and not been judged."""
    state = session.scalar(select(MessageRecord.state).where(MessageRecord.id == message_id))
    return state == "received"


def read_content(session: Session, message_id: int, keyring: Keyring) -> bytes:
    """The bytes of a message as they came; raises SealBroken when they were tampered with."""
    sha256, body = session.execute(
        select(MessageRecord.sha256, MessageContentRecord.body)
        .join(MessageContentRecord, MessageContentRecord.message_id == MessageRecord.id)
        .where(MessageRecord.id == message_id)
    ).one()
    return keyring.unpack(body, message_context(sha256))


def judge(session: Session, work: Work, account_id: int, clock: Clock, keyring: Keyring) -> bool:
    """Judge, store and answer one message in the session; False when it no longer waits."""
    row = session.execute(
        select(
            MessageRecord.provider_id, MessageRecord.municipality_id, MessageRecord.law,
            MessageRecord.received_at, MessageRecord.batch_id,
        ).where(MessageRecord.id == work.message_id)
    ).one()  # fmt: skip
    parties = Parties(row.provider_id, row.municipality_id, Law(row.law))
    lock_lane(session, parties.provider_id, parties.law)
    if not waits(session, work.message_id):
        return False
    received = day_of(row.received_at)
    snapshot = take_snapshot(
        session, parties, work.message, received, keyring, clock.today(), hold=True
    )
    verdict = located(assess(work.message, snapshot.facts, RULEBOOK), work.data)
    judged = Judged(work.message_id, parties, work.message, snapshot, verdict, clock.now())
    choose = choosing(session, judged)
    stored = store_lines(session, judged, keyring)
    with ThreadPoolExecutor(1) as beside:  # while the database adds up
        evidence = beside.submit(evidence_of, work.message, snapshot)
        choice = beside.submit(choose)
        count_verdict(session, judged)
    store_verdict(session, judged, stored, evidence.result())
    use_ceilings(session, judged, stored.line_ids, stored.clients, account_id)
    hold_against_trial(session, judged, keyring)
    book_lines(session, judged)
    open_for_payment(session, judged, account_id, choice.result())
    conclude(session, judged, Round("received", received, account_id), keyring)
    _finish_batch(session, row.batch_id, judged.at)
    return True


def day_of(instant: datetime) -> date:
    """The day in the Netherlands on which something was received; rules count from it."""
    return instant.astimezone(NETHERLANDS).date()


def located(verdict: Assessment, data: bytes) -> Assessment:
    """The verdict with the exact line of the file in each finding."""
    if not verdict.findings:
        return verdict
    return replace(verdict, findings=locate(data, verdict.findings))


def _finish_batch(session: Session, batch_id: int, at: datetime) -> None:
    """Mark a batch done when no message of it waits for its first round of judging."""
    session.execute(select(BatchRecord.id).filter_by(id=batch_id).with_for_update())
    waiting = session.scalar(
        select(func.count()).select_from(MessageRecord).filter_by(
            batch_id=batch_id, state="received"
        )
    )  # fmt: skip
    if not waiting:
        session.execute(
            update(BatchRecord).where(BatchRecord.id == batch_id).values(state="done", done_at=at)
        )
