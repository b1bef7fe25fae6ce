"""Judging parked lines again: when a fact arrived, or when they may wait no longer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.assessment import assess
from declarations.model import Law
from declarations.rules import RULEBOOK
from portal.clock import Clock
from portal.intake.booking import book_round
from portal.intake.concluding import Round, conclude
from portal.intake.judging import Work, day_of, located, read_content
from portal.intake.opening import choosing, open_for_payment
from portal.intake.parties import Parties
from portal.intake.records import MessageRecord
from portal.intake.rounds import decided_now, standing_of, store_round, take_later_snapshot
from portal.intake.storing import Judged
from portal.intake.use_of_ceilings import use_ceilings
from portal.intake.waking import is_its_turn, rounds_of
from portal.parties.lanes import lock_lane
from portal.store.crypto import Keyring
from portal.store.transaction import in_transaction, transaction
from schemas.istandaarden.declaration import read_accepted

PARKED = "parked"


def judge_again(message_id: int, account_id: int, clock: Clock, keyring: Keyring) -> bool:
    """Judge the parked lines of a message whose turn it is; False when it no longer is.

    ``account_id`` is the account the verdict is booked under.
    """
    with transaction() as session:
        if not is_its_turn(session, message_id, clock.today()):
            return False
        data = read_content(session, message_id, keyring)
    work = Work(message_id, data, read_accepted(data))
    return in_transaction(lambda session: _judge(session, work, account_id, clock, keyring))


def judge_again_now(
    session: Session, message_id: int, account_id: int, clock: Clock, keyring: Keyring
) -> bool:
    """The same within the transaction at hand, for whoever does other things in it."""
    data = read_content(session, message_id, keyring)
    return _judge(session, Work(message_id, data, read_accepted(data)), account_id, clock, keyring)


def _judge(session: Session, work: Work, account_id: int, clock: Clock, keyring: Keyring) -> bool:
    row = session.execute(
        select(
            MessageRecord.provider_id, MessageRecord.municipality_id, MessageRecord.law,
            MessageRecord.received_at,
        ).where(MessageRecord.id == work.message_id)
    ).one()  # fmt: skip
    parties = Parties(row.provider_id, row.municipality_id, Law(row.law))
    lock_lane(session, parties.provider_id, parties.law)
    if not is_its_turn(session, work.message_id, clock.today()):
        return False
    before = standing_of(session, work.message_id, work.message)
    received = day_of(row.received_at)
    days = (received, clock.today())
    snapshot = take_later_snapshot(session, parties, work.message, days, keyring, before)
    verdict = located(assess(work.message, snapshot.facts, RULEBOOK), work.data)
    judged = Judged(work.message_id, parties, work.message, snapshot, verdict, clock.now())
    store_round(session, judged, before)
    use_ceilings(session, judged, before.line_ids, before.clients, account_id)
    book_round(session, judged, before.waiting, rounds_of(session, work.message_id) + 1)
    now = [each.position for each, _ in decided_now(judged, before)]
    open_for_payment(session, judged, account_id, choosing(session, judged, now)())
    conclude(session, judged, Round(PARKED, received, account_id), keyring)
    return True
