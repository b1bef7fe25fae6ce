"""A new password: by the old one, or by a link in a mail."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.clock import Clock
from portal.identity.accounts import find_account
from portal.identity.credential_records import AccountLinkRecord, LinkKind
from portal.identity.doer import Doer
from portal.identity.ends import is_open
from portal.identity.links import find_link, make_link, use_link, withdraw_links
from portal.identity.passwords import hash_password
from portal.identity.records import AccountRecord, Role
from portal.identity.sessions import end_sessions_of
from portal.identity.signing_in import doer_of, stranger


def ask_reset(session: Session, email: str, doer: Doer) -> tuple[str, str] | None:
    """A link for a new password, as (address, token); None where nobody has this address.

    Earlier links for the account lead nowhere any more. Whoever asks is told the same either way.
    """
    account = find_account(session, email.strip())
    today = doer.clock.today()
    if account is None or not is_open(account, today) or account.role == Role.SYSTEM:
        return None
    withdraw_links(session, LinkKind.RESET, doer.clock, account_id=account.id)
    unknown = stranger(session, doer)
    row = AccountLinkRecord(
        email=account.email, account_id=account.id, created_by=unknown.account_id
    )
    token = make_link(session, LinkKind.RESET, row, doer.clock)
    unknown.note(session, Action.RESET_ASKED, Subject.ACCOUNT, account.id, account)
    return account.email, token


def account_of_reset(session: Session, token: str, clock: Clock) -> str | None:
    """The address of the account that a link gives a new password; None when it leads nowhere."""
    row = find_link(session, LinkKind.RESET, token, clock)
    return None if row is None else row.email


def reset_password(session: Session, token: str, password: str, doer: Doer) -> bool:
    """Set a password by a link; False when the link may not be used (any more)."""
    row = use_link(session, LinkKind.RESET, token, doer.clock)
    if row is None or row.account_id is None:
        return False
    account = session.get_one(AccountRecord, row.account_id)
    if not is_open(account, doer.clock.today()):
        return False
    set_password(session, account, password, doer_of(account, doer), way="mail")
    return True


def set_password(
    session: Session, account: AccountRecord, password: str, doer: Doer, way: str
) -> None:
    """Set a password; every session of the account ends, and every link for another password."""
    session.execute(
        update(AccountRecord)
        .where(AccountRecord.id == account.id)
        .values(password_hash=hash_password(password))
    )
    ended = end_sessions_of(session, account.id, doer.clock)
    withdraw_links(session, LinkKind.RESET, doer.clock, account_id=account.id)
    doer.note(
        session, Action.PASSWORD_CHANGED, Subject.ACCOUNT, account.id, account,
        way=way, sessions_ended=ended,
    )  # fmt: skip
