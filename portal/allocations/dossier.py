"""Everything about one client that a reader may see: allocations, care, and what was declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.allocations.choice import visible_to
from portal.allocations.clients import find_clients, masked, number_of
from portal.allocations.detail import Version, versions_of
from portal.allocations.listing import Listed, listed, selected
from portal.allocations.records import AllocationRecord, ClientRecord
from portal.intake.history import PastLine, lines_about
from portal.starts.current import ReportedEvent, reports_about
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant

STATES = ("awarded", "parked", "rejected")


@dataclass(frozen=True, slots=True)
class Month:
    """What was declared about one month, in signed eurocents by state."""

    month: date
    lines: int
    awarded: int
    parked: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """One client, as far as the reader may see; ``number`` is masked."""

    client_id: int
    municipality_id: int
    number: str
    allocations: tuple[Listed, ...]
    versions: dict[int, list[Version]]
    reports: tuple[ReportedEvent, ...]
    lines: tuple[PastLine, ...]

    @property
    def held(self) -> dict[int, Listed]:
        """The allocations by id."""
        return {each.id: each for each in self.allocations}

    @property
    def months(self) -> list[Month]:
        """The lines by month, newest first."""
        return months_of(self.lines)


def find_dossier(session: Session, tenant: Tenant, number: str, keyring: Keyring) -> int | None:
    """The client with this citizen number that the tenant knows; None for anybody else."""
    for municipality_id in _places(session, tenant):
        for client_id in find_clients(session, municipality_id, [number], keyring).values():
            if _knows(session, tenant, client_id):
                return client_id
    return None


def find_by_allocation(session: Session, tenant: Tenant, number: int) -> int | None:
    """The client of the allocation with this number; the newest where both laws have one."""
    return session.scalar(
        select(AllocationRecord.client_id)
        .where(visible_to(tenant), AllocationRecord.number == number)
        .order_by(AllocationRecord.id.desc())
        .limit(1)
    )


def open_dossier(session: Session, tenant: Tenant, client_id: int, keyring: Keyring) -> Dossier:
    """All about a client; NotFound for one whom the tenant has nothing to do with."""
    client = session.get(ClientRecord, client_id)
    provider_id = tenant.id if tenant.scope is Scope.PROVIDER else None
    if client is None or not _knows(session, tenant, client_id):
        raise NotFound
    rows = session.execute(
        selected()
        .where(visible_to(tenant), AllocationRecord.client_id == client_id)
        .order_by(AllocationRecord.id.desc())
    ).all()
    allocations = listed(session, rows, keyring)
    return Dossier(
        client_id,
        client.municipality_id,
        masked(number_of(session, client_id, keyring)),
        tuple(sorted(allocations, key=lambda each: each.content.start, reverse=True)),
        {each.id: versions_of(session, each) for each in allocations},
        tuple(reports_about(session, client_id, provider_id)),
        tuple(lines_about(session, client_id, provider_id)),
    )


def months_of(lines: Iterable[PastLine]) -> list[Month]:
    """Lines (newest month first) added up by month."""
    found = []
    for month, group in groupby(lines, key=lambda line: line.month):
        same = list(group)
        sums = [sum(line.cents for line in same if line.state == state) for state in STATES]
        found.append(Month(month, len(same), *sums))
    return found


def _places(session: Session, tenant: Tenant) -> list[int]:
    if tenant.scope is Scope.MUNICIPALITY and tenant.id is not None:
        return [tenant.id]
    query = select(AllocationRecord.municipality_id).where(visible_to(tenant)).distinct()
    return list(session.scalars(query))


def _knows(session: Session, tenant: Tenant, client_id: int) -> bool:
    """A municipality knows its own clients, a provider those it has or had an allocation for."""
    if tenant.scope is Scope.MUNICIPALITY:
        own = select(ClientRecord.id).where(
            ClientRecord.id == client_id, ClientRecord.municipality_id == tenant.id
        )
        return session.scalar(own) is not None
    served = select(AllocationRecord.id).where(
        visible_to(tenant), AllocationRecord.client_id == client_id
    )
    return session.scalar(served.limit(1)) is not None
