"""Keys that programs sign in with.

A key is random and long, so a plain SHA-256 of it is enough to recognise it; only passwords, which
people choose, need a slow hash.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.clock import Clock
from portal.identity.accounts import AccountUnknown, find_account
from portal.identity.doer import Doer
from portal.identity.ends import is_open, open_on
from portal.identity.records import AccountRecord, ApiKeyRecord, PersonRecord, Role
from portal.identity.sessions import visitor_for
from portal.identity.visitor import Visitor

KEY_BYTES = 32
KEY_MARK = "pk_"  # lets a secret scanner recognise a key that leaks
PREFIX_LENGTH = 9


class KeyState(StrEnum):
    """Whether a key still opens the door."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its owner may see it: never the key itself."""

    id: int
    name: str
    prefix: str
    email: str
    person: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    state: KeyState


def create_key(
    session: Session, email: str, clock: Clock, actor: int,
    name: str | None = None, expires_at: datetime | None = None, origin: str = "",
) -> str:  # fmt: skip
    """Make an API key for an account; this is the only time it can be read.

    Raises AccountUnknown for an address without an active account, and for the system's own.
    """
    account = find_account(session, email)
    if account is None or not is_open(account, clock.today()) or account.role == Role.SYSTEM:
        raise AccountUnknown(email)
    key = KEY_MARK + secrets.token_urlsafe(KEY_BYTES)
    row = ApiKeyRecord(
        account_id=account.id, name=name, prefix=key[:PREFIX_LENGTH], sha256=_digest(key),
        created_at=clock.now(), expires_at=expires_at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    Doer(actor, origin, clock).note(
        session, Action.KEY_CREATED, Subject.API_KEY, row.id, account,
        for_account=account.id, prefix=row.prefix,
    )  # fmt: skip
    return key


def account_of_key(session: Session, key: str, clock: Clock) -> AccountRecord | None:
    """The open account a key belongs to; None for one that is unknown, revoked or expired."""
    return session.scalar(
        select(AccountRecord)
        .join(ApiKeyRecord, ApiKeyRecord.account_id == AccountRecord.id)
        .where(
            ApiKeyRecord.sha256 == _digest(key),
            ApiKeyRecord.revoked_at.is_(None),
            or_(ApiKeyRecord.expires_at.is_(None), ApiKeyRecord.expires_at > clock.now()),
            open_on(clock.today()),
        )
    )


def visitor_of_key(session: Session, key: str, clock: Clock) -> Visitor | None:
    """The program behind a key, as a visitor; None for a key that opens nothing."""
    account = account_of_key(session, key, clock)
    return None if account is None else visitor_for(session, account)


def keys_of(session: Session, account_ids: Iterable[int], clock: Clock) -> list[ApiKey]:
    """The keys of these accounts, also those that no longer work, the newest first."""
    rows = session.execute(
        select(ApiKeyRecord, AccountRecord, PersonRecord.name)
        .join(AccountRecord, AccountRecord.id == ApiKeyRecord.account_id)
        .join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
        .where(AccountRecord.id.in_(list(account_ids)))
        .order_by(ApiKeyRecord.created_at.desc(), ApiKeyRecord.id.desc())
    )
    return [_shown(key, account, person, clock) for key, account, person in rows]


def revoke_key(session: Session, key_id: int, account_ids: Iterable[int], doer: Doer) -> bool:
    """Let a key open nothing from now on; False when it is not of these accounts, or ended."""
    row = session.get(ApiKeyRecord, key_id)
    if row is None or row.account_id not in set(account_ids) or row.revoked_at is not None:
        return False
    _revoke(session, row, doer)
    return True


def revoke_keys_of(session: Session, account_id: int, doer: Doer) -> int:
    """End every key of an account; gives how many there were."""
    rows = session.scalars(
        select(ApiKeyRecord).where(
            ApiKeyRecord.account_id == account_id, ApiKeyRecord.revoked_at.is_(None)
        )
    ).all()
    for row in rows:
        _revoke(session, row, doer)
    return len(rows)


def _revoke(session: Session, row: ApiKeyRecord, doer: Doer) -> None:
    session.execute(
        update(ApiKeyRecord).where(ApiKeyRecord.id == row.id).values(revoked_at=doer.clock.now())
    )
    account = session.get_one(AccountRecord, row.account_id)
    doer.note(
        session, Action.KEY_REVOKED, Subject.API_KEY, row.id, account,
        for_account=account.id, prefix=row.prefix,
    )  # fmt: skip


def _shown(key: ApiKeyRecord, account: AccountRecord, person: str, clock: Clock) -> ApiKey:
    return ApiKey(
        id=key.id, name=key.name or "", prefix=key.prefix, email=account.email, person=person,
        role=Role(account.role), created_at=key.created_at, expires_at=key.expires_at,
        revoked_at=key.revoked_at, state=_state(key, clock),
    )  # fmt: skip


def _state(key: ApiKeyRecord, clock: Clock) -> KeyState:
    if key.revoked_at is not None:
        return KeyState.REVOKED
    over = key.expires_at is not None and key.expires_at <= clock.now()
    return KeyState.EXPIRED if over else KeyState.LIVE


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
