"""Ceilings as both sides see them: what is used, by whom, and which lines went over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.ceilings import SIGNALS, Sort, percentage_of, signals
from declarations.model import Law
from portal.ceilings.current import limit_of
from portal.ceilings.records import (
    CeilingBalanceRecord,
    CeilingClientRecord,
    CeilingRecord,
    CeilingShareRecord,
    CeilingUseRecord,
    CeilingVersionRecord,
)
from portal.ceilings.visible import newest_of_party
from portal.parties.service import municipality_codes, municipality_names, provider_names
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Shown:
    """A ceiling as it stands: eurocents, minutes or units, or clients (see `Ceiling`).

    ``own`` is what the reader's party used. Where each client has its own room ``used`` is that of
    the client that used most.
    """

    id: int
    terms: CeilingVersionRecord
    slug: str
    law: Law
    limit: int
    used: int
    own: int

    @property
    def sort(self) -> Sort:
        """What it is about."""
        return Sort(self.terms.sort)

    @property
    def free(self) -> int:
        """What is left, at least nothing."""
        return max(0, self.limit - self.used)

    @property
    def above(self) -> int:
        """What is used above the limit, where that is something to stop at."""
        return 0 if self.sort in SIGNALS else max(0, self.used - self.limit)

    @property
    def percentage(self) -> int:
        """How much is used, in whole percents."""
        return percentage_of(self.used, self.limit)

    @property
    def signals(self) -> bool:
        """Whether both sides are to talk by now."""
        return signals(self.sort, self.used, self.limit, self.terms.signal)


@dataclass(frozen=True, slots=True)
class Part:
    """What a party, or a month, used; ``share`` is what was reckoned with, where that was."""

    name: Any
    used: int
    share: int | None = None


def ceilings_of(session: Session, party: Tenant) -> list[Shown]:
    """Every ceiling that the party has part in, by name; a fixed number of queries."""
    terms = newest_of_party(session, party)
    numbers = [each.ceiling_id for each in terms]
    heads = {
        row.id: row
        for row in session.scalars(
            select(CeilingRecord).where(in_values(CeilingRecord.id, numbers))
        )
    }
    balance = CeilingBalanceRecord
    used: dict[int, int] = dict(
        session.execute(
            select(balance.ceiling_id, balance.used).where(in_values(balance.ceiling_id, numbers))
        ).all()
    )
    used |= _most_of_a_client(session, [x for x in terms if x.sort == Sort.CLIENT])
    own = _own(session, party, numbers)
    found = [
        Shown(
            n, each, heads[n].slug, Law(heads[n].law), limit_of(each), used.get(n, 0),
            own.get(n, 0),
        )
        for each in terms
        for n in [each.ceiling_id]
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.terms.name, one.id))


def _most_of_a_client(
    session: Session, terms: Sequence[CeilingVersionRecord]
) -> dict[int, int]:
    if not terms:
        return {}
    row = CeilingClientRecord
    each = (
        select(row.ceiling_id, func.sum(row.used).label("used"))
        .where(in_values(row.ceiling_id, [one.ceiling_id for one in terms]))
        .group_by(row.ceiling_id, row.client_id)
        .subquery()
    )
    found = session.execute(
        select(each.c.ceiling_id, func.max(each.c.used)).group_by(each.c.ceiling_id)
    )
    known = {number: int(used) for number, used in found}
    return {one.ceiling_id: known.get(one.ceiling_id, 0) for one in terms}


def _own(session: Session, party: Tenant, numbers: Sequence[int]) -> dict[int, int]:
    row = CeilingUseRecord
    found = session.execute(
        select(row.ceiling_id, func.sum(row.used))
        .where(in_values(row.ceiling_id, numbers), *of_party(row, party))
        .group_by(row.ceiling_id)
    )
    return {number: int(used) for number, used in found}


def of_party(row: Any, party: Tenant) -> list[Any]:
    """The rows of a provider, or else of a municipality, as conditions."""
    if party.scope is Scope.PROVIDER:
        return [row.provider_id == party.id]
    return [row.municipality_id == party.id]


def ceiling_shown(session: Session, party: Tenant, number: int) -> Shown:
    """One ceiling; NotFound where the party has no part in it."""
    for each in ceilings_of(session, party):
        if each.id == number:
            return each
    raise NotFound


def months_of(session: Session, party: Tenant, shown: Shown) -> list[Part]:
    """What the party used by the month of the care, the oldest first."""
    row = CeilingUseRecord
    found = session.execute(
        select(row.month, func.sum(row.used))
        .where(row.ceiling_id == shown.id, *of_party(row, party))
        .group_by(row.month)
        .order_by(row.month)
    )
    return [Part(month, int(used)) for month, used in found]


def parts_of(session: Session, party: Tenant, shown: Shown) -> list[Part]:
    """What the party used by its other side, with the share that was reckoned with.

    A provider sees its municipalities, a municipality its providers; never another's figures.
    """
    row, of_provider = CeilingUseRecord, party.scope is Scope.PROVIDER
    other = row.municipality_id if of_provider else row.provider_id
    found = session.execute(
        select(other, func.sum(row.used))
        .where(row.ceiling_id == shown.id, *of_party(row, party))
        .group_by(other)
    ).all()
    names = municipality_names(session) if of_provider else provider_names(session)
    return sorted((Part(names[n], int(used)) for n, used in found), key=lambda each: each.name)


def shares_of(session: Session, shown: Shown) -> list[Part]:
    """The share of each municipality in a regional total, beside what it used of it.

    What they used is for municipalities alone.
    """
    row = CeilingShareRecord
    used: dict[int, int] = dict(
        session.execute(
            select(row.municipality_id, row.used).where(row.ceiling_id == shown.id)
        ).all()
    )
    agreed = dict(shown.terms.shares)
    codes, names = municipality_codes(session), municipality_names(session)
    return [
        Part(names[number], used.get(number, 0), agreed.get(code))
        for number, code in sorted(codes.items(), key=lambda each: each[1])
        if number in used or code in agreed
    ]
