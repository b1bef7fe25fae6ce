"""What somebody may know about the own account, and showing the own password once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.deputies import names_of_principals
from portal.identity.door import at_the_door, doing, time_of
from portal.identity.ends import open_on
from portal.identity.records import AccountRecord, Role
from portal.identity.second_factors import has_second_factor, recovery_codes_left
from portal.identity.sessions import LiveSession, live_sessions, previous_sign_in
from portal.identity.signing_in import MUST_HAVE_TWO, admit_attempt, knows_password
from portal.identity.throttle import for_account, forget
from portal.identity.visitor import Visitor
from portal.parties.service import party_named


@dataclass(frozen=True, slots=True)
class Own:
    """The own account: its sessions, when it was last entered, and its second factor."""

    sessions: list[LiveSession]
    previous: datetime | None
    second_factor: bool
    codes_left: int


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """One of the accounts of a person; ``instead_of`` names whose work it does as a deputy."""

    id: int
    email: str
    role: Role
    party: str
    instead_of: str | None


def read_own(session: Session, account_id: int, token: str, clock: Clock) -> Own:
    """What the own page shows."""
    return Own(
        sessions=live_sessions(session, account_id, token, clock),
        previous=previous_sign_in(session, account_id, token),
        second_factor=has_second_factor(session, account_id),
        codes_left=recovery_codes_left(session, account_id),
    )


def accounts_of_person(session: Session, person_id: int, today: date) -> list[OwnAccount]:
    """The accounts of a person that are open today, by address."""
    rows = session.scalars(
        select(AccountRecord)
        .where(AccountRecord.person_id == person_id, open_on(today))
        .order_by(AccountRecord.email)
    ).all()
    principals = names_of_principals(session, rows)
    return [
        OwnAccount(
            row.id,
            row.email,
            Role(row.role),
            party_named(session, row.provider_id, row.municipality_id, row.region_id).name,
            principals.get(row.id),
        )
        for row in rows
    ]


def own_password_fits(password: str, visitor: Visitor) -> str | None:
    """None when this is the visitor's password; else the sentence that says what to do.

    Guessing it here is as slow as at the door.
    """
    doer, counter = doing(), for_account(visitor.email, str(current_app.secret_key))
    until = at_the_door(lambda s: admit_attempt(s, (counter,), doer))
    if until is not None:
        return _("Dat ging te vaak mis. Probeer het om %(time)s uur opnieuw.", time=time_of(until))
    if not at_the_door(lambda s: knows_password(s, visitor.account_id, password), write=False):
        return _("Dit is niet uw wachtwoord.")
    at_the_door(lambda s: forget(s, counter))
    return None


def must_have_two(role: Role) -> bool:
    """Whether this role may not do without a second factor in production."""
    return role in MUST_HAVE_TWO
