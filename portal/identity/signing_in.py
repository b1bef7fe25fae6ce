"""Signing in: password, then the second factor where there is one, then a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.identity.accounts import find_account, system_account_id
from portal.identity.doer import Doer
from portal.identity.ends import is_open
from portal.identity.passwords import is_password
from portal.identity.records import MUNICIPALITY_ROLES, REGION_ROLES, AccountRecord, Role
from portal.identity.second_factors import has_second_factor, take_code
from portal.identity.sessions import end_session, find_halfway, open_session, visitor_for
from portal.identity.throttle import Counter, admit, forget, take_back
from portal.identity.visitor import Visitor
from portal.store.crypto import Keyring

MUST_HAVE_TWO = (*MUNICIPALITY_ROLES, *REGION_ROLES)


class Step(StrEnum):
    """What is still to come after the password."""

    CODE = "code"
    SET_UP = "set-up"


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that was begun: with its visitor, or with the step that comes first."""

    token: str
    visitor: Visitor | None = None
    step: Step | None = None


def stranger(session: Session, doer: Doer) -> Doer:
    """Somebody who has not shown who they are acts as the portal, from their own address."""
    return Doer(system_account_id(session), doer.origin, doer.clock)


def admit_attempt(session: Session, counters: Iterable[Counter], doer: Doer) -> datetime | None:
    """Count an attempt on every counter; gives until when to wait where that is the answer."""
    waits = [until for each in counters if (until := admit(session, each, doer.clock))]
    return max(waits, default=None)


def account_behind(session: Session, email: str, password: str, today: date) -> int | None:
    """The account that this address and password belong to.

    What differs between an unknown address, a wrong password and an account that is closed
    ``today`` shows in neither answer nor time.
    """
    account = find_account(session, email.strip())
    known = account is not None and is_open(account, today) and account.role != Role.SYSTEM
    fits = is_password(account.password_hash if account and known else None, password)
    return account.id if account is not None and fits else None


def knows_password(session: Session, account_id: int, password: str) -> bool:
    """Whether this is the password of an account that is signed in already."""
    account = session.get_one(AccountRecord, account_id)
    return is_password(account.password_hash, password)


def refuse_sign_in(session: Session, email: str, doer: Doer) -> None:
    """Record an attempt that failed; an address that nobody has is not written down."""
    account = find_account(session, email.strip())
    stranger(session, doer).note(
        session, Action.SIGN_IN_FAILED, Subject.ACCOUNT, account.id if account else 0, account,
        result="refused", step="password",
    )  # fmt: skip


def begin(
    session: Session, account_id: int, doer: Doer, must_have_two: bool,
    way: str = "password", two_shown: bool = False, counters: Iterable[Counter] = (),
) -> Begun:  # fmt: skip
    """Begin a session for who showed the first factor; halfway where a second is asked.

    ``must_have_two``: whether municipal roles must have a second factor here. ``two_shown``: it was
    shown already, elsewhere. ``counters``: of the account, then of the origin: it went right.
    """
    for position, counter in enumerate(counters):
        (take_back if position else forget)(session, counter)
    account = session.get_one(AccountRecord, account_id)
    step = None if two_shown else _step_for(session, account, must_have_two)
    if step is not None:
        token = open_session(session, account.id, doer.clock, complete=False)
        return Begun(token, step=step)
    return _complete(session, account, doer, way)


def complete_with_code(
    session: Session, token: str, code: str, keyring: Keyring, doer: Doer, counter: Counter
) -> Begun | None:
    """Finish a sign-in that waits for a code; None when the code is not right."""
    account = find_halfway(session, token, doer.clock)
    if account is None or not has_second_factor(session, account.id):
        return None
    if not take_code(session, account, code, keyring, doer_of(account, doer)):
        stranger(session, doer).note(
            session, Action.SIGN_IN_FAILED, Subject.ACCOUNT, account.id, account,
            result="refused", step="code",
        )  # fmt: skip
        return None
    forget(session, counter)
    end_session(session, token, doer.clock)
    return _complete(session, account, doer, "password and code")


def complete_after_set_up(session: Session, token: str, doer: Doer) -> Begun | None:
    """Finish a sign-in that waited for a second factor to be set up, which it now is."""
    account = find_halfway(session, token, doer.clock)
    if account is None or not has_second_factor(session, account.id):
        return None
    end_session(session, token, doer.clock)
    return _complete(session, account, doer, "password and set-up")


def doer_of(account: AccountRecord, doer: Doer) -> Doer:
    """The account itself acts, from the same address."""
    return Doer(account.id, doer.origin, doer.clock)


def sign_out(session: Session, token: str, doer: Doer) -> None:
    """End the session that asks."""
    end_session(session, token, doer.clock)
    account = session.get_one(AccountRecord, doer.account_id)
    doer.note(session, Action.SIGNED_OUT, Subject.ACCOUNT, account.id, account)


def _step_for(session: Session, account: AccountRecord, must_have_two: bool) -> Step | None:
    if has_second_factor(session, account.id):
        return Step.CODE
    return Step.SET_UP if must_have_two and account.role in MUST_HAVE_TWO else None


def _complete(session: Session, account: AccountRecord, doer: Doer, way: str) -> Begun:
    token = open_session(session, account.id, doer.clock)
    doer_of(account, doer).note(
        session, Action.SIGNED_IN, Subject.ACCOUNT, account.id, account, way=way
    )
    return Begun(token, visitor_for(session, account, token, doer.clock.today()))
