"""What is not in the status graph is refused and changes nothing, for every role, over HTTP."""

from __future__ import annotations

import pytest

from declarations.lifecycle import GRAPHS, NEW, PORTAL, Kind
from tests.statuses.drivers import BEGINNINGS, DRIVERS
from tests.statuses.graphs import Crowd, Driver, prove
from tests.statuses.town import Town


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: str(driver.kind))
def test_the_graph_says_who_may_do_what_when(town: Town, crowd: Crowd, driver: Driver) -> None:
    wrong = [each for status in driver.statuses() for each in prove(driver, town, crowd, status)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("driver", BEGINNINGS, ids=lambda driver: str(driver.kind))
def test_the_graph_says_who_may_begin(town: Town, crowd: Crowd, driver: Driver) -> None:
    assert not prove(driver, town, crowd, NEW)


def test_whatever_people_may_do_is_called_here() -> None:
    called = {(each.kind, action) for each in (*DRIVERS, *BEGINNINGS) for action in each.acts}
    wanted = {
        (kind, step.action)
        for kind, steps in GRAPHS.items()
        for step in steps
        if step.roles - {PORTAL} and kind not in (Kind.BATCH, Kind.DECLARATION)
    }
    assert called == wanted
