"""One allocation: its versions and what changed between them, and all that was done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.facts import Allocation
from portal.allocations.choice import visible_to
from portal.allocations.current import CONTENT
from portal.allocations.listing import Listed, listed, selected
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.store.crypto import Keyring
from portal.store.tenant import Tenant

WATCHED = (
    "start", "end", "category", "code", "volume", "unit", "frequency", "budget", "deleted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """What one 301 said. ``changed`` names the fields that differ from the version before.

    ``assigned_at`` is Dutch clock time; ``counts`` says that this is the content that counts.
    """

    content: Allocation
    assigned_at: datetime
    recorded_at: datetime
    reason: str | None
    counts: bool
    changed: tuple[str, ...]


def get_allocation(
    session: Session, tenant: Tenant, allocation_id: int, keyring: Keyring
) -> Listed:
    """An allocation of this tenant; NotFound for any other, whether it exists or not."""
    rows = session.execute(
        selected().where(AllocationRecord.id == allocation_id, visible_to(tenant))
    ).all()
    if not rows:
        raise NotFound
    return listed(session, rows, keyring)[0]


def versions_of(session: Session, allocation: Listed) -> list[Version]:
    """The versions of an allocation, the one assigned last first."""
    version = AllocationVersionRecord
    rows = session.execute(
        select(version.assigned_at, version.recorded_at, version.reason, *CONTENT)
        .where(version.allocation_id == allocation.id)
        .order_by(version.assigned_at, version.id)
    )
    found: list[Version] = []
    for assigned_at, recorded_at, reason, *values in rows:
        content = Allocation(allocation.content.number, *values)
        before = found[-1].content if found else content
        changed = tuple(f for f in WATCHED if getattr(content, f) != getattr(before, f))
        counts = content.version == allocation.content.version
        found.append(Version(content, assigned_at, recorded_at, reason, counts, changed))
    return found[::-1]
