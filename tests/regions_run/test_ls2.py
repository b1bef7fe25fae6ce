"""LS2: one shared ceiling for all independent practitioners together, raced by two of them."""

from __future__ import annotations

import pytest

from tests.builders import PROVIDER
from tests.ceilings.world import a_ceiling, flagged
from tests.intake.world import OTHER_PROVIDER
from tests.regions_run.test_ls1 import handed_in, raced

SHARED = a_ceiling(
    "vrijgevestigd", name="Vrijgevestigden samen", sort="group", amount=10_000,
    providers=[PROVIDER, OTHER_PROVIDER],
)  # fmt: skip


def test_what_one_uses_is_gone_for_the_other(town):
    town.ceilings(SHARED)
    assert flagged(town.send(town.line(75))) == []
    line = town.line(50, provider=OTHER_PROVIDER)
    assert flagged(town.send(line, provider=OTHER_PROVIDER)) == [("PLAFOND-vrijgevestigd", 1)]
    assert town.used("vrijgevestigd") == 12_500
    assert town.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_providers_race_for_the_shared_last_euro(app, town):
    town.ceilings(SHARED)
    town.send(town.line(75))
    messages = [
        handed_in(town, town.line(25, provider=agb), sender=agb)
        for agb in (PROVIDER, OTHER_PROVIDER)
    ]
    assert raced(app, town, messages) == 2
    assert town.used("vrijgevestigd") == 12_500
    assert [above for _, above, _ in town.over()] == [2500]
    assert town.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_ceilings_in_opposite_order_keep_nobody_waiting(app, town):
    one, other = [f"wmo-{PROVIDER}"], [f"wmo-{OTHER_PROVIDER}"]
    both = [*one, *other]
    town.ceilings(
        a_ceiling("a", sort="group", contracts=both),
        a_ceiling("b", sort="group", contracts=list(reversed(both)), products=["01A04", "01A03"]),
    )
    messages = []
    for count in range(8):
        agb = (PROVIDER, OTHER_PROVIDER)[count % 2]
        code = ("A03", "A04")[count // 2 % 2]
        messages.append(handed_in(town, town.line(60, provider=agb, code=code), sender=agb))
    assert raced(app, town, messages) == 8
    assert town.used("a") == town.used("b")
    assert town.check() == []
