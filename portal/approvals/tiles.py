"""What waits for whoever checks or approves, for the first screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from portal.approvals.listing import LISTS
from portal.identity.service import Role
from portal.settlement.lists import At, Total, total_at

WORK: Mapping[str, str] = MappingProxyType(
    {Role.CHECKER: "controleren", Role.APPROVER: "goedkeuren"}
)


@dataclass(frozen=True, slots=True)
class Tile:
    """The list that is somebody's work, and what stands in it."""

    listed: str
    total: Total


def approving(session: Session, municipality_id: int, role: str) -> Tile | None:
    """What this role has to check or approve; None for roles that do neither."""
    listed = WORK.get(role)
    if listed is None:
        return None
    return Tile(listed, total_at(session, At(municipality_id, LISTS[listed])))
