"""Accounts with a first and a last day: they open something on those days and between them.

The days are those in the Netherlands, and both count. An auditor always has a last day.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_

from portal.identity.records import AccountRecord, Role

MUST_END = (Role.AUDITOR,)
LONGEST = timedelta(days=366)  # from today, for those that must end and for deputies


def open_on(day: date) -> ColumnElement[bool]:
    """The condition in SQL on an account that opens something on this day."""
    account = AccountRecord
    return and_(
        account.active,
        or_(account.valid_from.is_(None), account.valid_from <= day),
        or_(account.valid_until.is_(None), account.valid_until >= day),
    )


def is_open(account: AccountRecord, day: date) -> bool:
    """Whether this account opens something on this day."""
    begun = account.valid_from is None or account.valid_from <= day
    return account.active and begun and not has_ended(account.valid_until, day)


def has_ended(last: date | None, day: date) -> bool:
    """Whether a last day lies before this day."""
    return last is not None and last < day


def refuses_end(role: Role, last: date | None, today: date) -> bool:
    """Whether an account with this role may not end on that day: too early, too late, or never."""
    if last is None:
        return role in MUST_END
    return last < today or (role in MUST_END and last > today + LONGEST)
