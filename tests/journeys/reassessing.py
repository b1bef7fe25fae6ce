"""An answer about the past with lines in it, without an allocation that changes."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from portal.hindsight.records import HindsightLineRecord, HindsightRuleRecord, HindsightRunRecord
from portal.hindsight.service import Side
from portal.hindsight.working import go_on, running
from portal.store.transaction import transaction
from tests.intake.world import World

CHANGES = (
    (Side.REJECTED, "0200", "9308", "TR308", -5000),
    (Side.AWARDED, "9346", "0200", "TR346", 5000),
    (Side.OTHER, "9346", "9308", "TR308", 0),
)


def ask_about_the_past(app: Flask, world: World, controller: FlaskClient) -> None:
    """A question that is answered, with a line of each kind that would differ."""
    wish = {"first": "2023-01", "last": "2023-06", "as_of": "now"}
    answer = controller.post("/herbeoordelen", data=wish)
    assert answer.status_code == 303, answer.text
    [run_id] = running(app)()
    while go_on(app, world.clock)(run_id):
        pass
    message, provider = world.scalar("SELECT min(message_id) FROM line"), _provider(world)
    with transaction(write=True) as session:
        run = session.get(HindsightRunRecord, run_id)
        assert run is not None
        assert not run.lines, "nothing changed in this world"
        run.lines = len(CHANGES)
        for number, (side, was, would, rule, cents) in enumerate(CHANGES, 1):
            line = HindsightLineRecord(
                run_id=run_id, number=number, message_id=message, position=number,
                provider_id=provider, month=run.first, reference=f"R{number}", code="01A03",
                side=side.value, was=was, would=would, rules=rule, cents=cents,
            )  # fmt: skip
            session.add(line)
            session.flush()
            session.add(HindsightRuleRecord(run_id=run_id, rule=rule, number=number))


def _provider(world: World) -> int:
    found: int = world.scalar("SELECT provider_id FROM line ORDER BY message_id LIMIT 1")
    return found
