"""Accounts as rows: finding them, and bringing them to what a region file says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.demo import demo_hash, demo_name
from portal.identity.records import SYSTEM_ACCOUNT, AccountRecord, PersonRecord, Role
from portal.parties.changes import Change, Happened


class AccountUnknown(Exception):
    """There is no active account with this e-mail address."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom an account works for: at most one of the three is filled."""

    municipality_id: int | None = None
    provider_id: int | None = None
    region_id: int | None = None


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
        account = add_account(session, SYSTEM_ACCOUNT, Role.SYSTEM, Party())
    return account


def store_demo_account(session: Session, email: str, role: Role, party: Party) -> list[Change]:
    """The same for an account of a region file, which modes demo and test alone take.

    One that has no password gets the public one, and its person a name.
    """
    changes = store_account(session, email, role, party)
    row = find_account(session, email)
    if row is not None and row.password_hash is None:
        row.password_hash = demo_hash()
        session.get_one(PersonRecord, row.person_id).name = demo_name(email)
        session.flush()
    return changes


def store_account(session: Session, email: str, role: Role, party: Party) -> list[Change]:
    """Bring an account to this role and party; a new one is of a person of its own."""
    row = find_account(session, email)
    if row is None:
        return [_change(Happened.ADDED, add_account(session, email, role, party))]
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


def add_account(
    session: Session, email: str, role: Role, party: Party,
    name: str | None = None, person_id: int | None = None,
) -> AccountRecord:  # fmt: skip
    """A new account: of a new person (called by the address unless named), or of one there is."""
    if person_id is None:
        person = PersonRecord(name=name or email)
        session.add(person)
        session.flush()
        person_id = person.id
    row = AccountRecord(
        person_id=person_id,
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
