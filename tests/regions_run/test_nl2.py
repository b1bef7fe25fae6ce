"""NL2: a regional total that signals, with the share of each municipality; a local lot never."""

from __future__ import annotations

from portal.ceilings.going_over import signals_of
from portal.ceilings.listing import ceilings_of, shares_of
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import transaction
from tests.builders import MUNICIPALITY, PROVIDER
from tests.ceilings.world import a_ceiling, flagged
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER

REGIONAL = a_ceiling(
    "regionaal", name="Regionaal perceel", sort="region", contracts=[f"wmo-{PROVIDER}"],
    shares=((MUNICIPALITY, 6000), (OTHER_MUNICIPALITY, 4000)),
)  # fmt: skip


def test_the_regional_total_signals_with_the_shares_beside_it(town):
    town.ceilings(REGIONAL)
    assert flagged(town.send(town.line(50))) == []
    assert signals(town) == []
    there = town.line(75, municipality=OTHER_MUNICIPALITY)
    assert flagged(town.send(there, municipality=OTHER_MUNICIPALITY)) == []
    assert signals(town) == [(2023, 12_500)]
    assert flagged(town.send(town.line(100))) == []  # it stops nothing
    assert signals(town) == [(2023, 12_500)]
    with transaction() as session:
        [shown] = ceilings_of(session, home(town))
        shares = [(each.share, each.used) for each in shares_of(session, shown)]
    assert shares == [(6000, 15_000), (4000, 7500)]
    assert town.reviews() == {}
    assert town.check() == []


def test_a_local_contract_never_signals(town):
    town.ceilings(REGIONAL)
    local = town.line(150, provider=OTHER_PROVIDER)
    town.send(local, provider=OTHER_PROVIDER)
    assert town.used("regionaal") == 0
    assert signals(town) == []


def home(town):
    return Tenant(Scope.MUNICIPALITY, town.municipality_id())


def signals(town):
    with transaction() as session:
        [shown] = ceilings_of(session, home(town))
        return [(each.year, each.used) for each in signals_of(session, home(town), shown.id)]
