"""The bank account a provider is paid on: asked for by one person, agreed to by another.

Nothing else changes an account that is known: a region file only names the first one. What was
drawn up before keeps the account it was drawn up with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import Hands, Step
from declarations.identifiers import without_citizen_numbers
from declarations.lifecycle import NEW, Kind, NotAllowed, after
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.contracts.sellers import sellers_to
from portal.identity.visitor import Visitor
from portal.parties.service import pay_provider_on
from portal.payments.records import BankAccountRecord
from portal.store.conflict import insert_into
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant

REQUESTED, CONFIRMED = "requested", "confirmed"
ACTIONS = {
    "confirm": Action.BANK_ACCOUNT_CONFIRMED,
    "refuse": Action.BANK_ACCOUNT_REFUSED,
    "withdraw": Action.BANK_ACCOUNT_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Another account that a provider wants to be paid on, and why."""

    iban: str
    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class BankRequest:
    """A wish for an account with what became of it; people are ids of accounts and persons."""

    id: int
    provider_id: int
    iban: str
    holder: str
    state: str
    reason: str | None
    requested_by: int
    requested_person: int
    requested_at: datetime
    decided_by: int | None
    decided_person: int | None
    decided_at: datetime | None
    decision: str | None

    @property
    def waiting(self) -> bool:
        """Whether somebody must still decide."""
        return self.state == REQUESTED


_COLUMNS: tuple[Any, ...] = tuple(
    getattr(BankAccountRecord, name) for name in BankRequest.__dataclass_fields__
)


def requests_of(session: Session, provider_id: int) -> list[BankRequest]:
    """Every wish of a provider, the newest first."""
    return _requests(session, BankAccountRecord.provider_id == provider_id)


def requests_to(session: Session, municipality_id: int) -> list[BankRequest]:
    """The wishes of every provider that sells to a municipality, the newest first."""
    return _requests(session, visible_to(session, Tenant(Scope.MUNICIPALITY, municipality_id)))


def find_request(session: Session, tenant: Tenant, number: int) -> BankRequest:
    """One wish, for its provider and for whoever buys there; NotFound for anybody else."""
    found = _requests(session, BankAccountRecord.id == number, visible_to(session, tenant))
    if not found:
        raise NotFound
    return found[0]


def confirmed_account(session: Session, provider_id: int) -> BankRequest | None:
    """The wish that the present account comes from; None where it is still the first one."""
    row = BankAccountRecord
    found = _requests(session, row.provider_id == provider_id, row.state == CONFIRMED)
    return max(found, key=lambda each: each.decided_at or each.requested_at, default=None)


def visible_to(session: Session, tenant: Tenant) -> ColumnElement[bool]:
    """Whether a wish is of this provider, or of one that sells to this municipality."""
    if tenant.scope is Scope.PROVIDER:
        return BankAccountRecord.provider_id == tenant.id
    if tenant.scope is Scope.MUNICIPALITY:
        sellers = sellers_to(session, tenant.id or 0)
        return in_values(BankAccountRecord.provider_id, sellers)
    return false()


def request_account(session: Session, visitor: Visitor, wish: Wish, clock: Clock) -> int:
    """Ask for another account; gives the number of the wish.

    Raises NotAllowed for who may not ask, and while an earlier wish waits.
    """
    state = after(Kind.BANK_ACCOUNT, NEW, "request", visitor.role)
    values = {
        "provider_id": visitor.provider_id, "iban": wish.iban,
        "holder": without_citizen_numbers(wish.holder), "state": state,
        "reason": without_citizen_numbers(wish.reason), "requested_by": visitor.account_id,
        "requested_person": visitor.person_id, "requested_at": clock.now(),
    }  # fmt: skip
    row = BankAccountRecord
    adding = insert_into(session, row).values(**values).on_conflict_do_nothing().returning(row.id)
    number = session.scalar(adding)
    if number is None:
        raise NotAllowed(Kind.BANK_ACCOUNT, REQUESTED, "request")
    _note(session, Action.BANK_ACCOUNT_REQUESTED, number, visitor.provider_id, visitor, clock)
    return int(number)


def withdraw_request(session: Session, visitor: Visitor, number: int, clock: Clock) -> None:
    """Take a wish back, by anybody who may ask for one. Raises NotAllowed, and NotFound."""
    found = find_request(session, visitor.tenant, number)
    _move(session, found, "withdraw", visitor, clock, None)


def refuse_request(
    session: Session, visitor: Visitor, number: int, reason: str, clock: Clock
) -> BankRequest:
    """Say no, by another person than who asked; gives the wish as it was.

    Raises SamePerson, NotAllowed once it was decided, and NotFound.
    """
    found = find_request(session, visitor.tenant, number)
    _another_person(found, visitor)
    _move(session, found, "refuse", visitor, clock, without_citizen_numbers(reason))
    return found


def confirm_request(session: Session, visitor: Visitor, number: int, clock: Clock) -> BankRequest:
    """Pay the provider on this account from now on; gives the wish as it was.

    By another person than who asked. To be called as the portal, whose the list of providers is;
    what the visitor may see and do is held against the visitor all the same. Raises SamePerson,
    NotAllowed once it was decided, and NotFound.
    """
    found = find_request(session, visitor.tenant, number)
    _another_person(found, visitor)
    _move(session, found, "confirm", visitor, clock, None)
    pay_provider_on(session, found.provider_id, found.iban, clock.now())
    record(
        session,
        Event(
            Action.PROVIDER_CHANGED, Subject.PROVIDER, found.provider_id, visitor.account_id,
            clock.now(), None, found.provider_id, {"fields": ["iban"]},
        ),
    )  # fmt: skip
    return found


def _another_person(found: BankRequest, visitor: Visitor) -> None:
    Hands({Step.BANK_ACCOUNT: frozenset((found.requested_person,))}).refuse(visitor.person_id)


def _move(
    session: Session, found: BankRequest, action: str, visitor: Visitor, clock: Clock,
    decision: str | None,
) -> None:  # fmt: skip
    state = after(Kind.BANK_ACCOUNT, found.state, action, visitor.role)
    decided: dict[str, Any] = {
        "decided_by": visitor.account_id, "decided_person": visitor.person_id,
        "decided_at": clock.now(), "decision": decision,
    }  # fmt: skip
    if action == "withdraw":  # nobody decided, and it may be the one who asked
        decided = {}
    row = BankAccountRecord
    moved = session.execute(
        update(row).where(row.id == found.id, row.state == found.state)
        .values(state=state, **decided)
    )  # fmt: skip
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        now = session.scalar(select(row.state).where(row.id == found.id))
        raise NotAllowed(Kind.BANK_ACCOUNT, now or found.state, action)
    _note(session, ACTIONS[action], found.id, found.provider_id, visitor, clock)


def _note(
    session: Session, action: Action, number: int, provider_id: int | None, visitor: Visitor,
    clock: Clock,
) -> None:  # fmt: skip
    """What was done, in the book of the provider; the number of the account is not in it."""
    record(
        session,
        Event(
            action, Subject.BANK_ACCOUNT, number, visitor.account_id, clock.now(),
            visitor.municipality_id, provider_id, {"person": visitor.person_id},
        ),
    )  # fmt: skip


def _requests(session: Session, *wanted: ColumnElement[bool]) -> list[BankRequest]:
    rows = session.execute(
        select(*_COLUMNS).where(*wanted).order_by(BankAccountRecord.id.desc())
    )  # fmt: skip
    return [BankRequest(*row) for row in rows]
