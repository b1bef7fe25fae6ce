"""Links in a mail: random, for one purpose, for a while and for one time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.credential_records import AccountLinkRecord, LinkKind

TOKEN_BYTES = 32
HOLDS = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=1)}


def make_link(session: Session, kind: LinkKind, row: AccountLinkRecord, clock: Clock) -> str:
    """Store a link whose purpose is filled in; gives its token, readable only now."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.kind, row.sha256 = kind.value, _digest(token)
    row.created_at, row.expires_at = clock.now(), clock.now() + HOLDS[kind]
    session.add(row)
    session.flush()
    return token


def find_link(
    session: Session, kind: LinkKind, token: str, clock: Clock
) -> AccountLinkRecord | None:
    """The link with this token while it may be used."""
    return session.scalar(
        select(AccountLinkRecord).where(
            AccountLinkRecord.sha256 == _digest(token),
            AccountLinkRecord.kind == kind.value,
            AccountLinkRecord.used_at.is_(None),
            AccountLinkRecord.withdrawn_at.is_(None),
            AccountLinkRecord.expires_at > clock.now(),
        )
    )


def use_link(
    session: Session, kind: LinkKind, token: str, clock: Clock
) -> AccountLinkRecord | None:
    """Use a link up; None when it may not be used, or somebody else did just now."""
    row = find_link(session, kind, token, clock)
    if row is None:
        return None
    used = session.execute(
        update(AccountLinkRecord)
        .where(AccountLinkRecord.id == row.id, AccountLinkRecord.used_at.is_(None))
        .values(used_at=clock.now())
    )
    return row if used.rowcount else None  # type: ignore[attr-defined]


def withdraw_links(
    session: Session, kind: LinkKind, clock: Clock, *, account_id: int | None = None,
    email: str | None = None, link_id: int | None = None,
) -> int:  # fmt: skip
    """Let open links lead nowhere: all of one kind to an account or an address, or a single one.

    Gives how many that were.
    """
    wanted = {"account_id": account_id, "email": email, "id": link_id}
    withdrawn = session.execute(
        update(AccountLinkRecord)
        .filter_by(kind=kind.value, **{k: v for k, v in wanted.items() if v is not None})
        .where(AccountLinkRecord.used_at.is_(None), AccountLinkRecord.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )
    return int(withdrawn.rowcount)  # type: ignore[attr-defined]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
