"""Setting up checks in tests, without a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from declarations.facts import CheckKind
from portal.own_checks.service import Doer, Wish, set_up
from portal.store.transaction import in_transaction
from tests.builders import MUNICIPALITY
from tests.intake.world import World


def a_wish(world: World, kind: CheckKind = CheckKind.AMOUNT, **changes: Any) -> Wish:
    """Lines above € 40, from today on, unless told otherwise."""
    fields: dict[str, Any] = {
        "limit": None if kind is CheckKind.TOGETHER else 4000, "other": None, "products": (),
        "since": world.clock.today(),
    }  # fmt: skip
    return Wish(kind, **{**fields, **changes})


def a_doer(world: World, municipality: str = MUNICIPALITY) -> Doer:
    """The portal's own account, for a municipality."""
    return Doer(world.municipality_id(municipality), world.account, world.clock.now())


def a_check(
    world: World, kind: CheckKind = CheckKind.AMOUNT, municipality: str = MUNICIPALITY,
    **changes: Any,
) -> int:  # fmt: skip
    """Set up a check; gives its number."""
    doer, wish = a_doer(world, municipality), a_wish(world, kind, **changes)
    number: int = in_transaction(lambda session: set_up(session, doer, wish))
    return number


def days(world: World, count: int) -> date:
    """A day so many days from now."""
    return date.fromordinal(world.clock.today().toordinal() + count)
