"""Setting up, changing and ending a municipality's own checks, and asking which are in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import CheckKind, OwnCheck, Product
from declarations.own_checks import Planned, concerns, in_force
from portal.audit.service import Action, Event, Subject, record
from portal.own_checks.records import OwnCheckRecord
from portal.parties.service import lock_municipalities

MOST = 40
"""Checks that a municipality may have at once: every line is held against each of them."""


class TooMany(Exception):
    """The municipality has as many checks as it may have."""


class Moved(Exception):
    """Somebody else changed or ended the check after it was shown."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a check to look for, and from which day of receipt on."""

    kind: CheckKind
    limit: int | None
    other: Product | None
    products: tuple[Product, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a check as it was written down."""

    planned: Planned
    account_id: int
    at: datetime

    @property
    def check(self) -> OwnCheck:
        """What it looks for."""
        return self.planned.check


@dataclass(frozen=True, slots=True)
class Doer:
    """Under which account, for which municipality, and when."""

    municipality_id: int
    account_id: int
    at: datetime


def versions_of(session: Session, municipality_id: int) -> list[Version]:
    """Every version of every check of a municipality, by number, the oldest version first."""
    row = OwnCheckRecord
    rows = session.scalars(
        select(row).where(row.municipality_id == municipality_id).order_by(row.number, row.version)
    )
    return [Version(Planned(_check(x), x.since, x.ends), x.account_id, x.recorded_at) for x in rows]


def checks_on(
    session: Session, municipality_id: int, day: date, products: Iterable[Product]
) -> tuple[OwnCheck, ...]:
    """The checks for a message received on that day that are about these products; one query."""
    planned = (each.planned for each in versions_of(session, municipality_id))
    named = frozenset(products)
    return tuple(check for check in in_force(planned, day) if concerns(check, named))


def set_up(session: Session, doer: Doer, wish: Wish) -> int:
    """Begin a check; gives its number. Raises TooMany."""
    lock_municipalities(session, [doer.municipality_id])
    versions = versions_of(session, doer.municipality_id)
    last = {each.check.number: each.planned.ends for each in versions}
    if sum(not ended for ended in last.values()) >= MOST:
        raise TooMany
    number = max(last, default=0) + 1
    _write(session, doer, _as_check(number, 1, wish), wish.since, ends=False)
    return number


def change(session: Session, doer: Doer, number: int, seen: int, wish: Wish) -> bool:
    """Have a check look for something else from a day on; False when it does so already.

    ``seen`` is the version that was shown. Raises Moved when that is no longer the last, or the
    check has ended.
    """
    last = _last(session, doer, number, seen)
    check = _as_check(number, seen + 1, wish)
    if _same(check, last.check) and wish.since == last.planned.since:
        return False
    _write(session, doer, check, wish.since, ends=False)
    return True


def end(session: Session, doer: Doer, number: int, seen: int, day: date) -> None:
    """Have no such check from that day on; raises Moved as ``change`` does."""
    check = _last(session, doer, number, seen).check
    ended = OwnCheck(number, seen + 1, check.kind, check.limit, check.other, check.products)
    _write(session, doer, ended, day, ends=True)


def _last(session: Session, doer: Doer, number: int, seen: int) -> Version:
    lock_municipalities(session, [doer.municipality_id])
    versions = [x for x in versions_of(session, doer.municipality_id) if x.check.number == number]
    if not versions or versions[-1].check.version != seen or versions[-1].planned.ends:
        raise Moved
    return versions[-1]


def _as_check(number: int, version: int, wish: Wish) -> OwnCheck:
    return OwnCheck(
        number, version, wish.kind, wish.limit, wish.other, tuple(sorted(wish.products))
    )


def _same(one: OwnCheck, other: OwnCheck) -> bool:
    return (one.limit, one.other, one.products) == (other.limit, other.other, other.products)


def _check(row: OwnCheckRecord) -> OwnCheck:
    other = None
    if row.other_category is not None and row.other_code is not None:
        other = (row.other_category, row.other_code)
    return OwnCheck(
        row.number, row.version, CheckKind(row.kind), row.bound, other, _pairs(row.products)
    )


def _pairs(kept: Sequence[Sequence[str]]) -> tuple[Product, ...]:
    return tuple((category, code) for category, code in kept)


def _write(session: Session, doer: Doer, check: OwnCheck, since: date, ends: bool) -> None:
    category, code = check.other or (None, None)
    products = [list(each) for each in check.products]
    session.add(
        OwnCheckRecord(
            municipality_id=doer.municipality_id,
            number=check.number,
            version=check.version,
            since=since,
            ends=ends,
            kind=check.kind.value,
            bound=check.limit,
            other_category=category,
            other_code=code,
            products=products,
            account_id=doer.account_id,
            recorded_at=doer.at,
        )
    )
    session.flush()
    detail = {
        "version": check.version, "since": str(since), "kind": check.kind.value,
        "limit": check.limit, "other": check.other and list(check.other), "products": products,
    }  # fmt: skip
    record(
        session,
        Event(
            action=Action.OWN_CHECK_ENDED if ends else Action.OWN_CHECK_SET,
            object_type=Subject.OWN_CHECK,
            object_id=check.number,
            account_id=doer.account_id,
            occurred_at=doer.at,
            municipality_id=doer.municipality_id,
            detail=detail,
        ),
    )
