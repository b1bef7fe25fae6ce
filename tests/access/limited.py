"""Ceilings: a total for each pair that gives its signal and stops nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.access.subjects import Relation
from tests.intake.world import World


def a_total(agb: str, code: str) -> str:
    """The ceiling of a pair, over which everything goes."""
    return (
        f'\n[[ceiling]]\nid = "totaal-{agb}-{code}"\nlaw = "wmo"\nsort = "region"\nyear = 2023\n'
        f'amount = 1\ncontracts = ["wmo-{agb}-{code}"]\n'
    )


def totals(world: World, pairs: Mapping[Relation, Iterable[str]]) -> dict[Relation, int]:
    """The ids of the ceilings by whose they are."""
    return {
        relation: world.scalar(
            "SELECT id FROM ceiling WHERE slug = :s", s="-".join(("totaal", *pair))
        )
        for relation, pair in pairs.items()
    }
