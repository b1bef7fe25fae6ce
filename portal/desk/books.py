"""The last check of all books, for whoever watches over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.check.nightly import last_check
from portal.identity.service import Role
from portal.store.tenant import seeing_all

WATCHING = (Role.CONTROLLER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class BooksDesk:
    """When all books were checked last (None: never yet), and how many kinds of fault it found."""

    checked_at: datetime | None
    faults: int


def books_desk(session: Session, role: str) -> BooksDesk | None:
    """The part of the first screen for who watches over the books; None for anybody else."""
    if role not in WATCHING:
        return None
    with seeing_all(session):  # when and how many, of no party in particular
        found = last_check(session)
    return BooksDesk(found.checked_at, len(found.breaches)) if found else BooksDesk(None, 0)
