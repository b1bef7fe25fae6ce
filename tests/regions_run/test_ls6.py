"""LS6: price and volume agreed with a reduction against last year: 1,000 less 10 %, 901 flagged."""

from __future__ import annotations

from tests.builders import a_line
from tests.ceilings.world import a_ceiling, flagged


def test_unit_901_is_flagged(town):
    town.ceilings(
        a_ceiling(
            "bovenregionaal", volume=1000, reduction=10, unit="04", products=["01A03"],
            name="Bovenregionale zorg, 2015 min 10 %",
        )
    )  # fmt: skip
    assert town.scalar("SELECT bound FROM ceiling_version") == 900
    assert flagged(town.send(town.line(900 * 1250 // 100))) == []
    town.allocate(1, volume=1)
    verdict = town.send(a_line(reference="R901", allocation=1, volume=1))
    assert flagged(verdict) == [("PLAFOND-bovenregionaal", 1)]
    assert town.used("bovenregionaal") == 901 * 60
    assert town.check() == []


def test_the_rest_has_a_price_only(town):
    town.ceilings(a_ceiling(volume=1, unit="04", products=["01A03"]))
    assert flagged(town.send(town.line(150, code="A04"))) == []
    assert town.used() == 0
