"""Nil returns: a provider says that there is nothing to declare about a month.

A deed of its own, so that an empty month can be told from a forgotten one. A declaration that
comes later overrules it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.model import Law
from declarations.periods import month_end
from portal.allocations.declarable import Market
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.contracts.markets import markets_of
from portal.declaring.drafts import Author
from portal.declaring.records import NilReturnRecord
from portal.intake.standing import declared_since, has_declared
from portal.parties.lanes import lock_lane
from portal.parties.service import municipality_names, provider_names
from portal.store.tenant import Scope, Tenant

SHOWN = 200


class Refusal(StrEnum):
    """Why there can be no nil return, or why it cannot be taken back."""

    DECLARED = "declared"
    NOT_OVER = "not-over"
    OVERRULED = "overruled"


class NilRefused(Exception):
    """The deed cannot be done; ``why`` tells the reason."""

    def __init__(self, why: Refusal) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class NilReturn:
    """Nothing to declare about a month. ``overruled`` tells that something was, later."""

    id: int
    provider_id: int
    municipality_id: int
    provider: str
    municipality: str
    law: Law
    month: date
    declared_at: datetime
    withdrawn_at: datetime | None
    overruled: bool

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.withdrawn_at is None and not self.overruled


def declare_nil(
    session: Session, author: Author, market: Market, month: date, clock: Clock
) -> None:
    """Say that there is nothing to declare; once more is the same once.

    NotFound for a municipality and law without a contract in that month; raises NilRefused.
    """
    month = month.replace(day=1)
    terms = markets_of(session, author.provider_id).get((market.municipality_id, market.law))
    if terms is None or not terms.meet(month):
        raise NotFound
    if month_end(month) >= clock.today():
        raise NilRefused(Refusal.NOT_OVER)
    lock_lane(session, author.provider_id, market.law)  # nothing is judged meanwhile
    if has_declared(session, market.provider_id, market.municipality_id, market.law, month):
        raise NilRefused(Refusal.DECLARED)
    if find_nil(session, market, month) is not None:
        return
    row = NilReturnRecord(
        provider_id=market.provider_id,
        municipality_id=market.municipality_id,
        law=market.law.value,
        month=month,
        account_id=author.account_id,
        declared_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _tell(session, Action.NIL_DECLARED, row, author, clock)


def withdraw_nil(session: Session, author: Author, number: int, clock: Clock) -> None:
    """Take a nil return back; one that a declaration overruled stays as it was."""
    row = session.scalar(
        select(NilReturnRecord)
        .filter_by(id=number, provider_id=author.provider_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None:
        return
    if has_declared(session, row.provider_id, row.municipality_id, Law(row.law), row.month):
        raise NilRefused(Refusal.OVERRULED)
    row.withdrawn_at, row.withdrawn_by_id = clock.now(), author.account_id
    _tell(session, Action.NIL_WITHDRAWN, row, author, clock)


def find_nil(session: Session, market: Market, month: date) -> int | None:
    """The id of the nil return that stands for a month."""
    return session.scalar(
        select(NilReturnRecord.id).filter_by(
            provider_id=market.provider_id, municipality_id=market.municipality_id,
            law=market.law.value, month=month.replace(day=1), withdrawn_at=None,
        )
    )  # fmt: skip


def nil_returns_of(
    session: Session, party: Tenant, since: date, standing: Collection[bool] = (True, False)
) -> list[NilReturn]:
    """The nil returns of or to this party about months from ``since`` on, the newest first."""
    own = "provider_id" if party.scope is Scope.PROVIDER else "municipality_id"
    rows = session.scalars(
        select(NilReturnRecord)
        .filter_by(**{own: party.id})
        .where(NilReturnRecord.month >= since)
        .order_by(NilReturnRecord.id.desc())
        .limit(SHOWN)
    ).all()
    declared = {
        (each.provider_id, each.municipality_id, each.law, each.month)
        for each in declared_since(session, party, since)
        if each.awarded_cents
    }
    municipalities, providers = municipality_names(session), provider_names(session)
    found = [_value(row, providers, municipalities, declared) for row in rows]
    return [each for each in found if each.stands in standing]


def _value(
    row: NilReturnRecord,
    providers: dict[int, str],
    municipalities: dict[int, str],
    declared: Collection[tuple[int, int, Law, date]],
) -> NilReturn:
    law = Law(row.law)
    return NilReturn(
        id=row.id,
        provider_id=row.provider_id,
        municipality_id=row.municipality_id,
        provider=providers[row.provider_id],
        municipality=municipalities[row.municipality_id],
        law=law,
        month=row.month,
        declared_at=row.declared_at,
        withdrawn_at=row.withdrawn_at,
        overruled=(row.provider_id, row.municipality_id, law, row.month) in declared,
    )


def _tell(
    session: Session, action: Action, row: NilReturnRecord, author: Author, clock: Clock
) -> None:
    event = Event(
        action=action,
        object_type=Subject.NIL_RETURN,
        object_id=row.id,
        account_id=author.account_id,
        occurred_at=clock.now(),
        municipality_id=row.municipality_id,
        provider_id=row.provider_id,
        detail={"month": row.month.isoformat()},
    )
    record(session, event)
