"""Two at the same moment: the list is what it would be had they come one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.misfits.accepting import accept
from portal.store.transaction import in_transaction
from tests.misfits.world import APRIL, HOURLY, JUNE, MAY, Changing, the_end_of
from tests.region_files import a_product
from tests.threads import as_portal


def at_once(*works: Callable[[], object]) -> None:
    """Do these in threads that begin together."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    ready = Barrier(len(works))

    @as_portal
    def alone(work: Callable[[], object]) -> None:
        with app.app_context():
            ready.wait()
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(alone, works))


def test_two_versions_at_once_leave_the_list_of_the_last_one(world: Changing) -> None:
    at_once(
        lambda: world.until(the_end_of(APRIL), assigned=1),
        lambda: world.until(the_end_of(JUNE), assigned=2),
        lambda: world.reallocate(3, volume=12, frequency="6"),
    )
    assert world.listed() == {"R7": "TR322"}
    assert world.check() == []


def test_credit_and_change_at_once_leave_no_credited_line_on_the_list(world: Changing) -> None:
    at_once(lambda: world.until(the_end_of(MAY)), lambda: world.credit(JUNE))
    assert world.listed() == {"R7": "TR308"}
    assert world.check() == []


def test_letting_be_and_mending_at_once_end_a_line_once(world: Changing) -> None:
    world.until(the_end_of(MAY))
    number = world.scalar("SELECT id FROM misfit WHERE reference = 'R6'")

    def let_be(session: Session) -> None:
        with suppress(NotFound):  # the other one was first
            accept(session, world.municipality_id(), number, world.account, world.clock.now())

    at_once(lambda: in_transaction(let_be), lambda: world.until(the_end_of(JUNE), assigned=2))
    ended = [why for reference, why in world.gone() if reference == "R6"]
    assert ended in (["accepted"], ["mended"])
    assert world.listed() == {"R7": "TR308"}
    assert world.check() == []


def test_two_workers_list_every_line_once(world: Changing) -> None:
    world.agree(HOURLY, a_product("01", "01A03", tariff=1300, start="2023-06-01"), work=False)
    at_once(world.look_back, world.look_back, lambda: world.until(the_end_of(JUNE)))
    assert set(world.listed()) == {"R6", "R7"}
    assert world.scalar("SELECT count(*) FROM tariff_change") == 0
    assert world.check() == []
