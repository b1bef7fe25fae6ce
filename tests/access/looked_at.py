"""A line that somebody looks at."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.intake.lines_by_id import find_line
from portal.review.acting import Actor
from portal.review.beginning import object_to_rejection
from portal.store.tenant import Scope, Tenant
from tests.intake.world import World


def objected(session: Session, world: World, line_id: int) -> int:
    """Have the provider of a rejected line object to it; gives the id of the review."""
    place = text("SELECT provider_id FROM line WHERE id = :line")
    tenant = Tenant(Scope.PROVIDER, session.scalar(place, {"line": line_id}))
    line = find_line(session, tenant, line_id)
    assert line is not None
    actor = Actor(world.account, 0, "provider-clerk", tenant, world.clock.now())
    return object_to_rejection(session, line, actor, "Wij zijn het hier niet mee eens.")
