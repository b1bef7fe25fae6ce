"""A municipality that asks what its past would come to, and a worker that is called by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, current_app

from portal.hindsight import asking
from portal.hindsight.asking import Asked, Asker, Wish
from portal.hindsight.runs import Run, find_run
from portal.hindsight.service import AsOf
from portal.hindsight.totals import Answer, answer_of
from portal.hindsight.working import go_on, running
from portal.store.transaction import in_transaction, transaction
from tests.builders import MUNICIPALITY
from tests.misfits.world import MAY, Changing, the_end_of

WHOLE = (date(2023, 4, 1), date(2023, 7, 31))


def a_wish(**changes: Any) -> Wish:
    """April to July of 2023 with what is known now, unless told otherwise."""
    return Wish(**{"first": WHOLE[0], "last": WHOLE[1], "as_of": AsOf.NOW, **changes})


class Asking(Changing):
    """Four months are awarded in one message, and then the allocation ends in May."""

    def shorten(self) -> None:
        """June and July would be rejected now."""
        self.until(the_end_of(MAY))

    def asker(self, municipality: str = MUNICIPALITY) -> Asker:
        """The portal's own account, for a municipality."""
        return Asker(self.municipality_id(municipality), self.account, self.clock.now())

    def ask(self, key: str = "a form", municipality: str = MUNICIPALITY, **changes: Any) -> Asked:
        """Ask, as a form of that key would."""
        asker, wish = self.asker(municipality), a_wish(**changes)
        return in_transaction(lambda session: asking.ask(session, asker, wish, key))

    def step(self, run_id: int) -> bool:
        """One turn of a worker; whether it goes on."""
        return go_on(self._app(), self.clock)(run_id)

    def work(self) -> None:
        """A worker goes on until nothing is left to do."""
        while waiting := running(self._app())():
            for run_id in waiting:
                self.step(run_id)

    def found(self, run_id: int, municipality: str = MUNICIPALITY) -> Run:
        """How far a run is."""
        with transaction() as session:
            found = find_run(session, self.municipality_id(municipality), run_id)
        assert found is not None
        return found

    def answer(self, run_id: int) -> Answer:
        """What a run came to."""
        with transaction() as session:
            return answer_of(session, run_id)

    def _app(self) -> Flask:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        return app
