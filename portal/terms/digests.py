"""One mail a day for an account that has reminders: put together, sent, and tried again.

Reminders count as mailed in the transaction that writes the mails, and a mail counts as sent
after the mail server took it. A worker that is killed in between leaves a mail that goes out once
more, with the same Message-ID; none is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.mail_readers import Reader, address_of_account, readers_at
from portal.mail.service import Mail, NotSent, deliver
from portal.outside import Outside
from portal.store.conflict import insert_into
from portal.store.sets import in_values
from portal.store.tenant import Tenant
from portal.store.transaction import in_transaction, transaction
from portal.terms.mails import body_of, subject_of
from portal.terms.records import DigestRecord, MailChoiceRecord, ReminderRecord
from portal.terms.reminders import Reminder, reminders_for, stands_for

MOST_ATTEMPTS = 12  # over more than a day, see _wait
LONGEST_WAIT = timedelta(hours=6)
LEASE = timedelta(minutes=10)  # in which a worker sends the mail it took

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that is to go out, with the address as it is now; none for a closed account."""

    id: int
    to: str | None
    subject: str
    body: str
    attempts: int


def put_together(session: Session, party: Tenant, clock: Clock, public_url: str) -> int:
    """Write the mails of today for a party with news; gives how many.

    News that comes after the mail of that day waits for the next day.
    """
    news = _unmailed(session, party)
    if not news:
        return 0
    people = readers_at(session, party, clock.today())
    if _had_mail(session, people, clock.today()):
        return 0
    silent = _silent(session)
    standing = reminders_for(session, party)
    written = 0
    for person in people:
        own = stands_for(standing, person.role)
        if person.account_id not in silent and any(each.id in news for each in own):
            _write(session, person, own, clock, public_url)
            written += 1
    row = ReminderRecord
    session.execute(update(row).where(in_values(row.id, news)).values(mailed_at=clock.now()))
    return written


def send_waiting(clock: Clock, outside: Outside) -> int:
    """Send what waits, each mail with a transaction of its own; gives how many went out."""
    with transaction() as session:
        waiting = _waiting(session, clock)
    return sum(_send(each, clock, outside) for each in waiting)


def wants_mail(session: Session, account_id: int) -> bool:
    """Whether this account gets reminders by mail."""
    choice = session.get(MailChoiceRecord, account_id)
    return choice is None or choice.mailed


def choose_mail(session: Session, account_id: int, mailed: bool) -> None:
    """Let an account have reminders by mail, or not."""
    insert = insert_into(session, MailChoiceRecord).values(account_id=account_id, mailed=mailed)
    session.execute(
        insert.on_conflict_do_update(index_elements=["account_id"], set_={"mailed": mailed})
    )


def _unmailed(session: Session, party: Tenant) -> set[int]:
    row = ReminderRecord
    own = row.provider_id if party.scope == "provider" else row.municipality_id
    asked = (own == party.id, row.mailed_at.is_(None), row.done_at.is_(None))
    return set(session.scalars(select(row.id).where(*asked)))


def _had_mail(session: Session, people: Iterable[Reader], today: date) -> bool:
    row = DigestRecord
    accounts = [each.account_id for each in people]
    asked = select(row.id).where(in_values(row.account_id, accounts), row.day == today)
    return session.scalar(asked.limit(1)) is not None


def _silent(session: Session) -> set[int]:
    row = MailChoiceRecord
    return set(session.scalars(select(row.account_id).where(row.mailed.is_(False))))


def _write(
    session: Session, person: Reader, own: Sequence[Reminder], clock: Clock, public_url: str
) -> None:
    kinds = [
        (kind, list(group))
        for kind, group in groupby(sorted(own, key=lambda each: each.kind), lambda each: each.kind)
    ]
    values = {
        "account_id": person.account_id,
        "day": clock.today(),
        "subject": subject_of(len(own)),
        "body": body_of(kinds, person.party, public_url),
        "made_at": clock.now(),
        "attempts": 0,
        "next_at": clock.now(),
    }
    insert = insert_into(session, DigestRecord).values(**values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["account_id", "day"]))


def _waiting(session: Session, clock: Clock) -> list[Waiting]:
    row = DigestRecord
    rows = session.scalars(
        select(row)
        .where(row.sent_at.is_(None), row.next_at <= clock.now(), row.attempts < MOST_ATTEMPTS)
        .order_by(row.id)
    ).all()
    return [
        Waiting(
            each.id, address_of_account(session, each.account_id, clock.today()),
            each.subject, each.body, each.attempts,
        )
        for each in rows
    ]  # fmt: skip


def _send(mail: Waiting, clock: Clock, outside: Outside) -> bool:
    """Take a mail, send it, and note that; False when another worker has it, or it did not go."""
    if not in_transaction(partial(_take, mail=mail, now=clock.now())):
        return False
    try:
        if mail.to is not None:
            deliver(Mail(mail.to, mail.subject, mail.body, f"digest-{mail.id}"), outside)
    except NotSent as error:
        in_transaction(partial(_note, mail, {"next_at": clock.now() + _wait(mail.attempts)}))
        parked = mail.attempts + 1 >= MOST_ATTEMPTS
        log.error("mail.parked" if parked else "mail.not_sent", digest=mail.id, reason=str(error))
        return False
    in_transaction(partial(_note, mail, {"sent_at": clock.now()}))
    return True


def _take(session: Session, mail: Waiting, now: datetime) -> bool:
    """Keep other workers from a mail for a while; where this one is killed they come back to it."""
    row = DigestRecord
    taken = session.execute(
        update(row)
        .where(row.id == mail.id, row.attempts == mail.attempts, row.sent_at.is_(None))
        .values(attempts=mail.attempts + 1, next_at=now + LEASE)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _note(mail: Waiting, values: Mapping[str, datetime], session: Session) -> None:
    row = DigestRecord
    session.execute(update(row).where(row.id == mail.id).values(**values))


def _wait(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts, 12)), LONGEST_WAIT)
