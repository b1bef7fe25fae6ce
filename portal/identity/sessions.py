"""Sessions: a random token in the cookie, its SHA-256 in a row that can be ended."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from portal.clock import Clock
from portal.identity.ends import open_on
from portal.identity.records import AccountRecord, PersonRecord, Role, WebSessionRecord
from portal.identity.visitor import Visitor
from portal.parties.service import party_named

TOKEN_BYTES = 32
LONGEST = timedelta(hours=10)
IDLE = timedelta(minutes=30)
HALFWAY = timedelta(minutes=15)  # to find the telephone and type a code


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that still opens pages; ``here`` is the one that asks."""

    since: datetime
    here: bool


def open_session(session: Session, account_id: int, clock: Clock, complete: bool = True) -> str:
    """Begin a session of this account; gives the token, which can be read only now.

    One that is not complete waits for a second factor and shows nothing yet.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = WebSessionRecord(
        account_id=account_id, sha256=_digest(token), created_at=clock.now(), complete=complete
    )
    session.add(row)
    session.flush()
    return token


def find_halfway(session: Session, token: str, clock: Clock) -> AccountRecord | None:
    """The account whose password was right and whose second factor is still to come."""
    return session.scalar(
        select(AccountRecord)
        .join(WebSessionRecord, WebSessionRecord.account_id == AccountRecord.id)
        .where(
            WebSessionRecord.sha256 == _digest(token),
            WebSessionRecord.ended_at.is_(None),
            ~WebSessionRecord.complete,
            WebSessionRecord.created_at > clock.now() - HALFWAY,
            open_on(clock.today()),
        )
    )


def live_sessions(session: Session, account_id: int, token: str, clock: Clock) -> list[LiveSession]:
    """The sessions of an account that have not ended, the newest first."""
    rows = session.scalars(
        select(WebSessionRecord)
        .where(
            WebSessionRecord.account_id == account_id,
            WebSessionRecord.ended_at.is_(None),
            WebSessionRecord.complete,
            WebSessionRecord.created_at > clock.now() - LONGEST,
        )
        .order_by(WebSessionRecord.created_at.desc(), WebSessionRecord.id.desc())
    )
    here = _digest(token)
    return [LiveSession(row.created_at, bytes(row.sha256) == here) for row in rows]


def last_sign_ins(session: Session, account_ids: list[int]) -> dict[int, datetime]:
    """When these accounts signed in last, by id; those that never did are not in it."""
    rows = session.execute(
        select(WebSessionRecord.account_id, func.max(WebSessionRecord.created_at))
        .where(WebSessionRecord.account_id.in_(account_ids), WebSessionRecord.complete)
        .group_by(WebSessionRecord.account_id)
    )
    return {row[0]: row[1] for row in rows}


def previous_sign_in(session: Session, account_id: int, token: str) -> datetime | None:
    """When this account signed in before the session that asks."""
    return session.scalar(
        select(func.max(WebSessionRecord.created_at)).where(
            WebSessionRecord.account_id == account_id,
            WebSessionRecord.complete,
            WebSessionRecord.sha256 != _digest(token),
        )
    )


def visitor_of_session(session: Session, token: str, clock: Clock) -> Visitor | None:
    """Who a session belongs to; None when it is unknown, ended, too old, or its account is."""
    account = session.scalar(
        select(AccountRecord)
        .join(WebSessionRecord, WebSessionRecord.account_id == AccountRecord.id)
        .where(
            WebSessionRecord.sha256 == _digest(token),
            WebSessionRecord.ended_at.is_(None),
            WebSessionRecord.complete,
            WebSessionRecord.created_at > clock.now() - LONGEST,
            open_on(clock.today()),
        )
    )
    return None if account is None else visitor_for(session, account, token, clock.today())


def visitor_for(
    session: Session, account: AccountRecord, token: str | None = None, today: date | None = None
) -> Visitor:
    """The account as a visitor, with the name of its person and party.

    Of the accounts of its person those that are open ``today`` count; a program needs no count.
    """
    open_now = AccountRecord.active if today is None else open_on(today)
    others = (
        select(func.count())
        .where(AccountRecord.person_id == PersonRecord.id, open_now)
        .scalar_subquery()
    )
    instead, person = aliased(AccountRecord), aliased(PersonRecord)
    principal = (
        select(person.name)
        .join(instead, instead.person_id == person.id)
        .where(instead.id == account.deputy_for)
        .scalar_subquery()
    )
    name, accounts, principal_name = session.execute(
        select(PersonRecord.name, others, principal).where(PersonRecord.id == account.person_id)
    ).one()
    party = party_named(session, account.provider_id, account.municipality_id, account.region_id)
    return Visitor(
        account_id=account.id,
        person_id=account.person_id,
        name=name,
        email=account.email,
        role=Role(account.role),
        provider_id=account.provider_id,
        municipality_id=account.municipality_id,
        region_id=account.region_id,
        party=party.name,
        party_code=party.code,
        session_token=token,
        accounts=accounts,
        instead_of=principal_name,
    )


def visitor_of_account(session: Session, account: AccountRecord, today: date) -> Visitor:
    """The account as a visitor without a session, for what is done without a browser."""
    return visitor_for(session, account, None, today)


def end_session(session: Session, token: str, clock: Clock) -> None:
    """End one session; an ended one stays ended."""
    session.execute(
        update(WebSessionRecord)
        .where(WebSessionRecord.sha256 == _digest(token), WebSessionRecord.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_sessions_of(session: Session, account_id: int, clock: Clock, but: str | None = None) -> int:
    """End every session of an account, as after a new password, another role or a leave.

    ``but`` is the token of one that may go on. Gives how many were open.
    """
    ending = update(WebSessionRecord).where(
        WebSessionRecord.account_id == account_id, WebSessionRecord.ended_at.is_(None)
    )
    if but is not None:
        ending = ending.where(WebSessionRecord.sha256 != _digest(but))
    result = session.execute(ending.values(ended_at=clock.now()))
    return int(result.rowcount)  # type: ignore[attr-defined]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
