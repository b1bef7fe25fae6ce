"""What a municipality asked about its past."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.hindsight.asking import Asker, Wish, ask
from portal.hindsight.service import AsOf
from tests.access.subjects import Relation
from tests.intake.world import World


def reassessments(session: Session, world: World, ours: str, theirs: str) -> Mapping[Relation, int]:
    """A question of ours that runs, and one of theirs; no provider has a part in either."""
    own, other = (_asked(session, world, code) for code in (ours, theirs))
    return {
        Relation.OWN: own, Relation.OTHER_PROVIDER: own,
        Relation.OTHER_MUNICIPALITY: other, Relation.BOTH_OTHER: other,
    }  # fmt: skip


def _asked(session: Session, world: World, code: str) -> int:
    now = world.clock.now()
    asker = Asker(world.municipality_id(code), world.account, now)
    month = world.clock.today().replace(day=1)
    return ask(session, asker, Wish(month, month, AsOf.NOW), "a form").run_id
