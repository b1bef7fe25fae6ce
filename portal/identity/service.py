"""Accounts, and the keys programs sign in with.

A key is random and long, so a plain SHA-256 of it is enough to recognise it; only passwords, which
people choose, need a slow hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.records import (
    REGION_ROLES,
    SYSTEM_ACCOUNT,
    AccountRecord,
    ApiKeyRecord,
    PersonRecord,
    Role,
)
from portal.parties.changes import Change, Happened

__all__ = [
    "REGION_ROLES",
    "AccountUnknown",
    "Party",
    "Role",
    "account_of_key",
    "create_key",
    "find_account",
    "store_account",
    "system_account",
]

KEY_BYTES = 32
KEY_MARK = "pk_"  # lets a secret scanner recognise a key that leaks
PREFIX_LENGTH = 9


class AccountUnknown(Exception):
    """There is no active account with this e-mail address."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom an account works for: at most one of the three is filled."""

    municipality_id: int | None = None
    provider_id: int | None = None
    region_id: int | None = None


def create_key(session: Session, email: str, clock: Clock, actor: int) -> str:
    """Make an API key for an account; this is the only time it can be read.

    Raises AccountUnknown for an address without an active account, and for the system's own.
    """
    account = find_account(session, email)
    if account is None or not account.active or account.role == Role.SYSTEM:
        raise AccountUnknown(email)
    key = KEY_MARK + secrets.token_urlsafe(KEY_BYTES)
    row = ApiKeyRecord(
        account_id=account.id,
        prefix=key[:PREFIX_LENGTH],
        sha256=_digest(key),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    record(session, _key_created(row, account, actor, clock))
    return key


def _key_created(row: ApiKeyRecord, account: AccountRecord, actor: int, clock: Clock) -> Event:
    return Event(
        action=Action.KEY_CREATED,
        object_type=Subject.API_KEY,
        object_id=row.id,
        account_id=actor,
        occurred_at=clock.now(),
        municipality_id=account.municipality_id,
        provider_id=account.provider_id,
        detail={"account": account.id, "prefix": row.prefix},
    )


def account_of_key(session: Session, key: str) -> AccountRecord | None:
    """The active account a key belongs to; None for a key that is unknown or revoked."""
    return session.scalar(
        select(AccountRecord)
        .join(ApiKeyRecord, ApiKeyRecord.account_id == AccountRecord.id)
        .where(
            ApiKeyRecord.sha256 == _digest(key),
            ApiKeyRecord.revoked_at.is_(None),
            AccountRecord.active,
        )
    )


def find_account(session: Session, email: str) -> AccountRecord | None:
    """The account with this e-mail address; capitals do not matter."""
    return session.scalar(select(AccountRecord).where(AccountRecord.email == email.lower()))


def system_account_id(session: Session) -> int:
    """The account that commands act as."""
    return session.scalars(
        select(AccountRecord.id).where(AccountRecord.email == SYSTEM_ACCOUNT)
    ).one()


def system_account(session: Session) -> AccountRecord:
    """The account that commands act as; made when there is none yet."""
    account = find_account(session, SYSTEM_ACCOUNT)
    if account is None:
        account = _add_account(session, SYSTEM_ACCOUNT, Role.SYSTEM, Party())
    return account


def store_account(session: Session, email: str, role: Role, party: Party) -> list[Change]:
    """Bring an account to this role and party; a new one is of a person of its own."""
    row = find_account(session, email)
    if row is None:
        return [_change(Happened.ADDED, _add_account(session, email, role, party))]
    wanted = {
        "role": str(role),
        "municipality_id": party.municipality_id,
        "provider_id": party.provider_id,
        "region_id": party.region_id,
    }
    changed = [field for field, value in wanted.items() if getattr(row, field) != value]
    if not changed:
        return []
    for field in changed:
        setattr(row, field, wanted[field])
    session.flush()
    return [_change(Happened.CHANGED, row, *(field.removesuffix("_id") for field in changed))]


def _add_account(session: Session, email: str, role: Role, party: Party) -> AccountRecord:
    person = PersonRecord(name=email)
    session.add(person)
    session.flush()
    row = AccountRecord(
        person_id=person.id,
        email=email,
        role=str(role),
        municipality_id=party.municipality_id,
        provider_id=party.provider_id,
        region_id=party.region_id,
        active=True,
    )
    session.add(row)
    session.flush()
    return row


def _change(event: Happened, row: AccountRecord, *fields: str) -> Change:
    return Change(event, "account", row.id, row.email, fields, row.municipality_id, row.provider_id)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
