"""Inviting somebody, and becoming a user by an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.clock import Clock
from portal.identity.accounts import Party, add_account, find_account
from portal.identity.credential_records import AccountLinkRecord, LinkKind
from portal.identity.doer import Doer
from portal.identity.ends import refuses_end
from portal.identity.links import find_link, make_link, use_link, withdraw_links
from portal.identity.passwords import hash_password
from portal.identity.reach import Reach
from portal.identity.records import AccountRecord, Role
from portal.identity.signing_in import doer_of
from portal.parties.service import party_named
from portal.store.sets import in_values


class InvitationRefused(Exception):
    """Somebody may not invite to this role at this party."""


class AlreadyHere(Exception):
    """There is an account with this address already."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that can still be accepted."""

    id: int
    email: str
    role: Role
    party: str
    created_at: datetime
    expires_at: datetime
    valid_until: date | None = None


def invite(
    session: Session, email: str, role: Role, party: Party, reach: Reach, doer: Doer,
    last_day: date | None = None,
) -> str:  # fmt: skip
    """Invite an address to a role at a party; gives the token of the link, readable only now.

    ``last_day`` is the one that the account will have; an auditor must have one.

    An earlier invitation of this address by this administrator's reach leads nowhere any more.
    Raises InvitationRefused, and AlreadyHere for an account within reach; that an address has an
    account elsewhere shows only to who can read its mail.
    """
    if role not in reach.roles_at(party) or refuses_end(role, last_day, doer.clock.today()):
        raise InvitationRefused(role)
    address = email.strip().lower()
    account = find_account(session, address)
    if account is not None and reach.holds(account):
        raise AlreadyHere(address)
    for earlier in _open(session, reach, doer.clock):
        if earlier.email == address:
            withdraw_links(session, LinkKind.INVITATION, doer.clock, link_id=earlier.id)
    row = AccountLinkRecord(
        email=address, role=role.value, municipality_id=party.municipality_id,
        provider_id=party.provider_id, region_id=party.region_id, created_by=doer.account_id,
        valid_until=last_day,
    )  # fmt: skip
    token = make_link(session, LinkKind.INVITATION, row, doer.clock)
    _note(session, Action.INVITATION_SENT, row, doer)
    return token


def open_invitations(session: Session, reach: Reach, clock: Clock) -> list[Invitation]:
    """The invitations to parties within reach that nobody accepted yet, the newest first."""
    return [_shown(session, row) for row in _open(session, reach, clock)]


def withdraw_invitation(session: Session, link_id: int, reach: Reach, doer: Doer) -> bool:
    """Let an invitation lead nowhere; False when it is out of reach or no longer open."""
    row = next((r for r in _open(session, reach, doer.clock) if r.id == link_id), None)
    if row is None:
        return False
    withdraw_links(session, LinkKind.INVITATION, doer.clock, link_id=link_id)
    _note(session, Action.INVITATION_WITHDRAWN, row, doer)
    return True


def find_invitation(session: Session, token: str, clock: Clock) -> Invitation | None:
    """What a link invites to, while it may be accepted."""
    row = find_link(session, LinkKind.INVITATION, token, clock)
    return None if row is None else _shown(session, row)


def accept_invitation(
    session: Session, token: str, name: str, password: str, doer: Doer,
    person_id: int | None = None,
) -> AccountRecord | None:  # fmt: skip
    """Make the account of an invitation; None when the link may not be used (any more).

    ``person_id``: somebody who is signed in and gets one more account. Raises AlreadyHere when the
    address got an account meanwhile; the link then stays usable.
    """
    found = find_link(session, LinkKind.INVITATION, token, doer.clock)
    if found is None:
        return None
    _take_turns(session, found.email)
    row = use_link(session, LinkKind.INVITATION, token, doer.clock)
    if row is None:
        return None
    if find_account(session, row.email) is not None:
        raise AlreadyHere(row.email)
    party = Party(row.municipality_id, row.provider_id, row.region_id)
    role = Role(str(row.role))
    account = add_account(session, row.email, role, party, name.strip(), person_id)
    account.password_hash, account.valid_until = hash_password(password), row.valid_until
    row.account_id = account.id
    session.flush()
    himself = doer_of(account, doer)
    himself.note(session, Action.ACCOUNT_CREATED, Subject.ACCOUNT, account.id, account)
    himself.note(
        session, Action.INVITATION_ACCEPTED, Subject.INVITATION, row.id, account,
        for_account=account.id,
    )  # fmt: skip
    return account


def _take_turns(session: Session, email: str) -> None:
    """Hold every link to this address: two that are accepted at once make one account."""
    link = AccountLinkRecord
    session.execute(select(link.id).where(link.email == email).order_by(link.id).with_for_update())


def _open(session: Session, reach: Reach, clock: Clock) -> list[AccountLinkRecord]:
    link = AccountLinkRecord
    rows = session.scalars(
        select(link)
        .where(
            link.kind == LinkKind.INVITATION.value, link.used_at.is_(None),
            link.withdrawn_at.is_(None), link.expires_at > clock.now(),
            or_(
                in_values(link.provider_id, reach.providers),
                in_values(link.municipality_id, reach.municipalities),
                in_values(link.region_id, reach.regions),
            ),
        )
        .order_by(link.id.desc())
    )  # fmt: skip
    return [row for row in rows if Role(str(row.role)) in reach.roles_at(_party(row))]


def _party(row: AccountLinkRecord) -> Party:
    return Party(row.municipality_id, row.provider_id, row.region_id)


def _shown(session: Session, row: AccountLinkRecord) -> Invitation:
    party = party_named(session, row.provider_id, row.municipality_id, row.region_id)
    role = Role(str(row.role))
    return Invitation(
        row.id, row.email, role, party.name, row.created_at, row.expires_at, row.valid_until
    )


def _note(session: Session, action: Action, row: AccountLinkRecord, doer: Doer) -> None:
    doer.note(session, action, Subject.INVITATION, row.id, _as_account(row), role=row.role)


def _as_account(row: AccountLinkRecord) -> AccountRecord:
    """Only to say which party an event belongs to; it is never stored."""
    return AccountRecord(municipality_id=row.municipality_id, provider_id=row.provider_id)
