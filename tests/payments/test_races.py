"""Many people at once, on PostgreSQL: every step has one effect, and nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from declarations.lifecycle import NotAllowed
from portal.payments.drawing import NothingToPay
from portal.settlement.service import LinesGone
from tests.intake.world import OTHER_PROVIDER
from tests.threads import as_portal

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
WORKERS = 16
REFUSED = (NotAllowed, NothingToPay, LinesGone)


def at_once(app: Any, *works: Callable[[], Any]) -> Counter[str]:
    """Do the works in turn on sixteen threads; what became of each."""
    ready = Barrier(WORKERS)

    @as_portal
    def work(place: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                works[place % len(works)]()
            except REFUSED as refused:
                return type(refused).__name__
            return f"done {place % len(works)}"

    with ThreadPoolExecutor(WORKERS) as pool:
        return Counter(pool.map(work, range(WORKERS)))


def test_sixteen_draw_up_at_once(app, till):
    for _ in range(4):
        till.approved(5000, 2500)
    till.approved(1250, provider=OTHER_PROVIDER)
    done = at_once(app, till.draw_up)
    assert done == {"done 0": 1, "NothingToPay": WORKERS - 1}
    assert till.totals() == {"in-run": 31250}
    assert till.world.check() == []


def test_sixteen_sign_and_sixteen_release(app, till):
    till.approved(5000)
    number = till.draw_up()
    assert at_once(app, lambda: till.sign(number)) == {"done 0": 1, "NotAllowed": WORKERS - 1}
    assert at_once(app, lambda: till.release(number)) == {"done 0": 1, "NotAllowed": WORKERS - 1}
    assert till.totals() == {"released": 5000}
    assert till.world.scalar("SELECT count(*) FROM ledger_transaction WHERE kind = 'payment'") == 1
    assert till.world.check() == []


def test_one_cancels_while_another_releases(app, till):
    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    done = at_once(app, lambda: till.cancel(number), lambda: till.release(number))
    assert sum(count for name, count in done.items() if name.startswith("done")) == 1
    assert till.totals() in ({"released": 5000}, {"approved": 5000})
    assert till.world.check() == []


def test_sixteen_make_the_file(app, till):
    till.approved(5000)
    number = till.released()
    assert at_once(app, lambda: till.export(number)) == {"done 0": WORKERS}
    assert till.world.scalar("SELECT count(*) FROM payment_file") == 1
    assert till.world.check() == []


def test_an_approval_is_taken_back_while_it_is_drawn_up(app, till):
    messages = [till.approved(5000, 2500) for _ in range(4)]
    withdraw = [lambda m=each: till.withdraw("anna", m) for each in messages]
    at_once(app, *withdraw, *[till.draw_up] * 4)
    totals = till.totals()
    assert sum(totals.values()) == 30000
    for each in messages:
        till.stages(each)  # held against what the lines themselves say
    assert till.world.check() == []
