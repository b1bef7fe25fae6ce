"""Accounts as another organisation knows them; linked by who is signed in, never by an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.identity.credential_records import ExternalIdentityRecord
from portal.identity.doer import Doer
from portal.identity.ends import open_on
from portal.identity.openid import Somebody
from portal.identity.records import AccountRecord
from portal.identity.sessions import end_sessions_of
from portal.store.conflict import insert_into


@dataclass(frozen=True, slots=True)
class Identity:
    """A link of an account with a provider."""

    issuer: str
    linked_at: datetime


def identities_of(session: Session, account_id: int) -> list[Identity]:
    """The links of an account."""
    rows = session.scalars(
        select(ExternalIdentityRecord)
        .where(ExternalIdentityRecord.account_id == account_id)
        .order_by(ExternalIdentityRecord.id)
    )
    return [Identity(row.issuer, row.linked_at) for row in rows]


def account_known_as(session: Session, somebody: Somebody, today: date) -> int | None:
    """The account that was linked with this subject and is open today."""
    link = ExternalIdentityRecord
    return session.scalar(
        select(AccountRecord.id)
        .join(link, link.account_id == AccountRecord.id)
        .where(link.issuer == somebody.issuer, link.subject == somebody.subject, open_on(today))
    )


def link_identity(session: Session, account: AccountRecord, who: Somebody, doer: Doer) -> bool:
    """Link a subject with the account of who is signed in; False when it is another's already."""
    row = {
        "account_id": account.id, "issuer": who.issuer, "subject": who.subject,
        "linked_at": doer.clock.now(),
    }  # fmt: skip
    fresh = insert_into(session, ExternalIdentityRecord).values(**row).on_conflict_do_nothing()
    if not session.execute(fresh).rowcount:  # type: ignore[attr-defined]
        return account_known_as(session, who, doer.clock.today()) == account.id
    doer.note(
        session, Action.IDENTITY_LINKED, Subject.ACCOUNT, account.id, account, issuer=who.issuer
    )
    return True


def unlink_identities(session: Session, account: AccountRecord, token: str, doer: Doer) -> None:
    """Take away every link of an account; its other sessions end."""
    removed = session.execute(
        delete(ExternalIdentityRecord).where(ExternalIdentityRecord.account_id == account.id)
    )
    end_sessions_of(session, account.id, doer.clock, but=token)
    doer.note(
        session, Action.IDENTITY_UNLINKED, Subject.ACCOUNT, account.id, account,
        links=removed.rowcount,  # type: ignore[attr-defined]
    )  # fmt: skip
