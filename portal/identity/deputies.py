"""Deputies: a colleague who does somebody's work for a while, by an account of its own.

The account is of the colleague's own person, so four eyes sees through it: whoever checked as
oneself does not approve as a deputy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased
from werkzeug.exceptions import NotFound

from portal.audit.service import Action, Subject
from portal.identity.accounts import Party, add_account
from portal.identity.doer import Doer
from portal.identity.ends import LONGEST, open_on
from portal.identity.keys import revoke_keys_of
from portal.identity.reach import Reach
from portal.identity.records import AccountRecord, PersonRecord, Role
from portal.identity.sessions import end_sessions_of
from portal.store.sets import in_values

PRINCIPALS = (Role.CHECKER, Role.APPROVER, Role.PAYMENTS, Role.CONTROLLER)


class Why(StrEnum):
    """Why somebody cannot be made a deputy like this."""

    PRINCIPAL = "principal"
    COLLEAGUE = "colleague"
    PERIOD = "period"
    ALREADY = "already"


class NoDeputy(Exception):
    """Nobody became a deputy; ``why`` says why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may stand in: the account by which they are known here."""

    account_id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Deputy:
    """An account that does the work of another from ``start`` up to and with ``end``."""

    id: int
    name: str
    principal: str
    role: Role
    start: date
    end: date


def colleagues_of(session: Session, principal_id: int, today: date) -> list[Colleague]:
    """The other people of the same municipality, each once, by name."""
    own = session.get_one(AccountRecord, principal_id)
    account = AccountRecord
    rows = session.execute(
        select(account.id, PersonRecord.name, account.role)
        .join(PersonRecord, PersonRecord.id == account.person_id)
        .where(
            account.municipality_id == own.municipality_id,
            account.person_id != own.person_id,
            account.deputy_for.is_(None),
            account.role != Role.AUDITOR.value,
            open_on(today),
        )
        .order_by(PersonRecord.name, account.id)
    )
    return [Colleague(row.id, row.name, Role(row.role)) for row in rows]


def deputies_of(session: Session, principal_id: int, today: date) -> list[Deputy]:
    """Who stands in for an account now or later, the first to begin first."""
    return _read(session, AccountRecord.deputy_for == principal_id, today)


def standing_in(session: Session, person_id: int, today: date) -> list[Deputy]:
    """For whom a person stands in, now or later."""
    return _read(session, AccountRecord.person_id == person_id, today)


def _read(session: Session, which: object, today: date) -> list[Deputy]:
    account, person = AccountRecord, PersonRecord
    principal, called = aliased(AccountRecord), aliased(PersonRecord)
    rows: Iterable[Any] = session.execute(
        select(
            account.id, person.name, called.name, account.role, account.valid_from,
            account.valid_until,
        )
        .join(person, person.id == account.person_id)
        .join(principal, principal.id == account.deputy_for)
        .join(called, called.id == principal.person_id)
        .where(which, account.active, account.valid_until >= today)  # type: ignore[arg-type]
        .order_by(account.valid_from, account.id)
    )  # fmt: skip
    return [
        Deputy(number, name, of, Role(role), start, end)
        for number, name, of, role, start, end in rows
    ]


def name_deputy(session: Session, colleague_id: int, start: date, end: date, doer: Doer) -> int:
    """Make a colleague the deputy of whoever does this; the id of the account it gets.

    It has the role of the principal at the same municipality. Raises NoDeputy.
    """
    principal = session.scalars(
        select(AccountRecord).where(AccountRecord.id == doer.account_id).with_for_update()
    ).one()
    today = doer.clock.today()
    if Role(principal.role) not in PRINCIPALS or principal.deputy_for is not None:
        raise NoDeputy(Why.PRINCIPAL)
    if not today <= start <= end <= today + LONGEST:
        raise NoDeputy(Why.PERIOD)
    if colleague_id not in {x.account_id for x in colleagues_of(session, principal.id, today)}:
        raise NoDeputy(Why.COLLEAGUE)
    colleague = session.get_one(AccountRecord, colleague_id)
    if _stands_in_already(session, principal, colleague, start, end):
        raise NoDeputy(Why.ALREADY)
    row = add_account(
        session, _address(session, principal, colleague), Role(principal.role),
        Party(municipality_id=principal.municipality_id), person_id=colleague.person_id,
    )  # fmt: skip
    row.valid_from, row.valid_until, row.deputy_for = start, end, principal.id
    session.flush()
    doer.note(
        session, Action.DEPUTY_NAMED, Subject.ACCOUNT, row.id, row,
        deputy_for=principal.id, person=colleague.person_id, start=str(start), end=str(end),
    )  # fmt: skip
    return row.id


def _stands_in_already(
    session: Session, principal: AccountRecord, colleague: AccountRecord, start: date, end: date
) -> bool:
    account = AccountRecord
    found = session.scalar(
        select(account.id)
        .where(
            account.deputy_for == principal.id,
            account.person_id == colleague.person_id,
            account.active,
            account.valid_from <= end,
            account.valid_until >= start,
        )
        .limit(1)
    )
    return found is not None


def _address(session: Session, principal: AccountRecord, colleague: AccountRecord) -> str:
    """An address of its own at which mail still reaches the colleague."""
    count = select(func.count()).where(AccountRecord.deputy_for == principal.id)
    number = (session.scalar(count) or 0) + 1
    name, _at, domain = colleague.email.partition("@")
    return f"{name}+vervanging-{principal.id}-{number}@{domain}"


def end_deputy(session: Session, deputy_id: int, reach: Reach, doer: Doer) -> None:
    """End a deputyship at once: by the principal, or by who looks after the account.

    NotFound for any other account, and for a deputyship that is over.
    """
    row = session.scalar(
        select(AccountRecord)
        .where(
            AccountRecord.id == deputy_id,
            AccountRecord.deputy_for.is_not(None),
            or_(AccountRecord.deputy_for == doer.account_id, reach.accounts()),
        )
        .with_for_update()
    )
    if row is None or not row.active:
        raise NotFound
    _end(session, row, doer)


def end_deputies_around(session: Session, account: AccountRecord, doer: Doer) -> None:
    """End what leans on an account: who stands in for it, and for whom its person stands in.

    For an account that gets another role or is closed.
    """
    rows = session.scalars(
        select(AccountRecord)
        .where(
            AccountRecord.active,
            AccountRecord.id != account.id,
            AccountRecord.deputy_for.is_not(None),
            AccountRecord.municipality_id == account.municipality_id,
            or_(
                AccountRecord.deputy_for == account.id,
                AccountRecord.person_id == account.person_id,
            ),
        )
        .order_by(AccountRecord.id)
        .with_for_update()
    ).all()
    for row in rows:
        _end(session, row, doer)


def _end(session: Session, row: AccountRecord, doer: Doer) -> None:
    row.active = False
    session.flush()
    ended = end_sessions_of(session, row.id, doer.clock)
    keys = revoke_keys_of(session, row.id, doer)
    doer.note(
        session, Action.DEPUTY_ENDED, Subject.ACCOUNT, row.id, row,
        deputy_for=row.deputy_for, sessions_ended=ended, keys_revoked=keys,
    )  # fmt: skip


def names_of_principals(session: Session, rows: Iterable[AccountRecord]) -> dict[int, str]:
    """Whose work these accounts do, by account id; those that are nobody's deputy are not in it."""
    of = {row.id: row.deputy_for for row in rows if row.deputy_for is not None}
    found = session.execute(
        select(AccountRecord.id, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
        .where(in_values(AccountRecord.id, of.values()))
    )
    names = {row.id: row.name for row in found}
    return {number: names[principal] for number, principal in of.items()}
