"""Whose rows a transaction may see: the second lock, behind the queries that ask for them.

On PostgreSQL every transaction tells the database its tenant, and row-level security hides the
rows of all others; without a tenant there are none. SQLite has the first lock alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session


class Scope(StrEnum):
    """What kind of party a transaction works for."""

    NOBODY = "nobody"
    DOOR = "door"  # somebody who signs in: accounts, and nothing of anybody's work
    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    REGION = "region"
    PORTAL = "portal"  # the portal itself: workers, commands, judging


@dataclass(frozen=True, slots=True)
class Tenant:
    """A party, by the id of its row; the first two and the last scope have none."""

    scope: Scope
    id: int | None = None


NOBODY = Tenant(Scope.NOBODY)
DOOR = Tenant(Scope.DOOR)
PORTAL = Tenant(Scope.PORTAL)

_current: ContextVar[Tenant] = ContextVar("tenant", default=NOBODY)

TELL = text(
    "SELECT set_config('portal.scope', :scope, true), set_config('portal.tenant', :id, true)"
)


def current_tenant() -> Tenant:
    """For whom transactions are opened here and now; a new thread begins with nobody."""
    return _current.get()


@contextmanager
def acting_for(tenant: Tenant) -> Iterator[None]:
    """Open the transactions inside this block for that tenant."""
    token = _current.set(tenant)
    try:
        yield
    finally:
        _current.reset(token)


def tell_database(session: Session) -> None:
    """Bind this transaction to the current tenant, until it ends."""
    tell_connection(session.connection(), current_tenant())


def tell_connection(connection: Connection, tenant: Tenant) -> None:
    """Bind the transaction of this connection to a tenant, until it ends."""
    if connection.dialect.name == "postgresql":
        shown = "" if tenant.id is None else str(tenant.id)
        connection.execute(TELL, {"scope": tenant.scope.value, "id": shown})


@contextmanager
def seeing_all(session: Session) -> Iterator[None]:
    """Ask as the portal itself inside this block, in the same transaction.

    For a question whose answer the visitor may not see but that decides over what they do, such
    as whether the person who sent a declaration in is the one who approves it. An error inside
    ends the transaction, so that nothing is left open.
    """
    tell_connection(session.connection(), PORTAL)
    yield
    tell_database(session)
