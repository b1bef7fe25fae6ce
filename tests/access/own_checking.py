"""A check of a municipality's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from declarations.facts import CheckKind
from portal.own_checks.service import Doer, Wish, set_up
from tests.access.subjects import Relation
from tests.intake.world import World

MILLION = 100_000_000
"""Eurocents that no line comes to, so that nothing is picked by it."""


def own_checks(session: Session, world: World, ours: str, theirs: str) -> Mapping[Relation, int]:
    """One check of ours, and of theirs the second: numbers count by municipality."""
    day = world.clock.today()
    own = _a_check(session, world, ours, day)
    _a_check(session, world, theirs, day)
    other = _a_check(session, world, theirs, day)
    return {
        Relation.OWN: own, Relation.OTHER_PROVIDER: own,
        Relation.OTHER_MUNICIPALITY: other, Relation.BOTH_OTHER: other,
    }  # fmt: skip


def _a_check(session: Session, world: World, code: str, day: date) -> int:
    doer = Doer(world.municipality_id(code), world.account, world.clock.now())
    return set_up(session, doer, Wish(CheckKind.AMOUNT, MILLION, None, (), day))
