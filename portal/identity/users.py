"""What an administrator does with accounts: look, give another role, let go, take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.audit.service import Action, Subject
from portal.identity.accounts import Party
from portal.identity.credential_records import LinkKind, SecondFactorRecord
from portal.identity.deputies import end_deputies_around, names_of_principals
from portal.identity.doer import Doer
from portal.identity.ends import refuses_end
from portal.identity.keys import revoke_keys_of
from portal.identity.links import withdraw_links
from portal.identity.reach import Reach, accounts_in
from portal.identity.records import AccountRecord, PersonRecord, Role
from portal.identity.second_factors import remove_second_factor
from portal.identity.sessions import end_sessions_of, last_sign_ins
from portal.parties.service import party_named
from portal.store.sets import in_values


class Reason(StrEnum):
    """Why somebody no longer signs in. A choice, so that nobody writes about a person here."""

    LEFT = "left"
    OTHER_WORK = "other-work"
    LONG_ABSENCE = "long-absence"
    MISUSE = "misuse"


class Refusal(StrEnum):
    """Why an account stays as it is."""

    LAST_ADMIN = "last-admin"
    ROLE = "role"
    ONESELF = "oneself"
    DEPUTY = "deputy"
    NO_END = "no-end"
    END = "end"


class ChangeRefused(Exception):
    """An account stays as it is; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class User:
    """An account as an administrator sees it; ``deputy_for`` names whose work it does meanwhile."""

    id: int
    name: str
    email: str
    role: Role
    party: str
    active: bool
    reason: Reason | None
    second_factor: bool
    last_seen: datetime | None
    roles: tuple[Role, ...]
    valid_from: date | None = None
    valid_until: date | None = None
    deputy_for: str | None = None


def users_in(session: Session, reach: Reach) -> list[User]:
    """Everybody within reach: by party and name, who left last."""
    rows = accounts_in(session, reach)
    users = _shown(session, rows, reach)
    return sorted(users, key=lambda user: (not user.active, user.party, user.name.casefold()))


def get_user(session: Session, account_id: int, reach: Reach) -> User:
    """One account within reach; NotFound for any other."""
    return _shown(session, [_within(session, account_id, reach)], reach)[0]


def change_role(session: Session, account_id: int, role: Role, reach: Reach, doer: Doer) -> None:
    """Give another role at the same party; the sessions of the account end.

    Raises NotFound, or ChangeRefused: for a role that party does not have, and where a provider
    would be left without an administrator.
    """
    account = _within(session, account_id, reach)
    if role not in reach.roles_at(_party(account)):
        raise ChangeRefused(Refusal.ROLE)
    before = account.role
    if role == before:
        return
    if account.deputy_for is not None:
        raise ChangeRefused(Refusal.DEPUTY)
    if refuses_end(role, account.valid_until, doer.clock.today()):
        raise ChangeRefused(Refusal.NO_END)
    _keep_an_administrator(session, account)
    account.role = role.value
    session.flush()
    ended = end_sessions_of(session, account.id, doer.clock)
    end_deputies_around(session, account, doer)
    doer.note(
        session, Action.ACCOUNT_CHANGED, Subject.ACCOUNT, account.id, account,
        before=before, after=role.value, sessions_ended=ended,
    )  # fmt: skip


def deactivate(session: Session, account_id: int, reason: Reason, reach: Reach, doer: Doer) -> None:
    """Let somebody in no more: sessions, keys and links end at once.

    Raises NotFound, or ChangeRefused: for oneself where nobody else administers, and a functional
    administrator in any case.
    """
    account = _within(session, account_id, reach)
    if not account.active:
        return
    _keep_an_administrator(session, account)
    account.active, account.inactive_reason = False, reason.value
    session.flush()
    ended = end_sessions_of(session, account.id, doer.clock)
    keys = revoke_keys_of(session, account.id, doer)
    end_deputies_around(session, account, doer)
    withdraw_links(session, LinkKind.RESET, doer.clock, account_id=account.id)
    doer.note(
        session, Action.ACCOUNT_DEACTIVATED, Subject.ACCOUNT, account.id, account,
        reason=reason.value, sessions_ended=ended, keys_revoked=keys,
    )  # fmt: skip


def reactivate(session: Session, account_id: int, reach: Reach, doer: Doer) -> None:
    """Let somebody in again, with the password of before; keys that ended stay ended."""
    account = _within(session, account_id, reach)
    if account.active:
        return
    account.active, account.inactive_reason = True, None
    session.flush()
    doer.note(session, Action.ACCOUNT_REACTIVATED, Subject.ACCOUNT, account.id, account)


def change_end(
    session: Session, account_id: int, last: date | None, reach: Reach, doer: Doer
) -> None:
    """Give an account another last day, or none; after it nothing of the account opens.

    Raises ChangeRefused where that day is not possible for the role; see ``refuses_end``.
    """
    account = _within(session, account_id, reach)
    if refuses_end(Role(account.role), last, doer.clock.today()):
        raise ChangeRefused(Refusal.END)
    before, account.valid_until = account.valid_until, last
    session.flush()
    doer.note(
        session, Action.ACCOUNT_CHANGED, Subject.ACCOUNT, account.id, account,
        before=str(before), until=str(last),
    )  # fmt: skip


def reset_second_factor(session: Session, account_id: int, reach: Reach, doer: Doer) -> None:
    """Take away a lost second factor; the sessions of the account end. Not one's own."""
    account = _within(session, account_id, reach)
    if account.id == doer.account_id:
        raise ChangeRefused(Refusal.ONESELF)
    remove_second_factor(session, account, doer)
    end_sessions_of(session, account.id, doer.clock)


def _within(session: Session, account_id: int, reach: Reach) -> AccountRecord:
    """The row of an account within reach, held until the transaction ends."""
    account = session.scalar(
        select(AccountRecord).where(AccountRecord.id == account_id, reach.accounts())
    )
    if account is None:
        raise NotFound
    return account


def _keep_an_administrator(session: Session, leaving: AccountRecord) -> None:
    """Refuse to take away the last active administrator of a provider or region.

    The rows of all of them are held, in one order, so that two do not go at the same moment.
    """
    if leaving.role not in (Role.PROVIDER_ADMIN, Role.FUNCTIONAL_ADMIN) or not leaving.active:
        return
    admins = session.scalars(
        select(AccountRecord)
        .where(
            AccountRecord.role == leaving.role,
            AccountRecord.provider_id == leaving.provider_id
            if leaving.provider_id is not None
            else AccountRecord.region_id == leaving.region_id,
        )
        .order_by(AccountRecord.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not [each for each in admins if each.active and each.id != leaving.id]:
        raise ChangeRefused(Refusal.LAST_ADMIN)


def _shown(session: Session, rows: list[AccountRecord], reach: Reach) -> list[User]:
    ids = [row.id for row in rows]
    persons = select(PersonRecord.id, PersonRecord.name).where(
        in_values(PersonRecord.id, [row.person_id for row in rows])
    )
    names = {row[0]: row[1] for row in session.execute(persons)}
    seen = last_sign_ins(session, ids)
    factors = set(
        session.scalars(
            select(SecondFactorRecord.account_id).where(
                in_values(SecondFactorRecord.account_id, ids),
                SecondFactorRecord.confirmed_at.is_not(None),
            )
        )
    )
    principals = names_of_principals(session, rows)
    parties = {_party(row): "" for row in rows}
    for party in parties:
        named = party_named(session, party.provider_id, party.municipality_id, party.region_id)
        parties[party] = named.name
    return [
        User(
            id=row.id, name=names[row.person_id], email=row.email, role=Role(row.role),
            party=parties[_party(row)], active=row.active,
            reason=Reason(row.inactive_reason) if row.inactive_reason else None,
            second_factor=row.id in factors, last_seen=seen.get(row.id),
            roles=reach.roles_at(_party(row)), valid_from=row.valid_from,
            valid_until=row.valid_until, deputy_for=principals.get(row.id),
        )
        for row in rows
    ]  # fmt: skip


def _party(account: AccountRecord) -> Party:
    return Party(account.municipality_id, account.provider_id, account.region_id)
