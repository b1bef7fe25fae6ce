"""Whatever people do in whatever order, the sums stay those of the lines and four eyes hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from portal.approvals.by_mandate import approve_by_mandates
from portal.approvals.service import Target, approve, check, send_back, withdraw
from portal.identity.service import Role
from portal.settlement.service import LinesGone, Sum
from portal.store.tenant import acting_for
from portal.store.transaction import in_transaction, transaction
from tests.approvals.test_mandates import in_force
from tests.approvals.world import Office

WORKERS = 16
STEPS = st.sampled_from(("check", "approve", "send_back", "withdraw", "block", "clear", "mandate"))
PEOPLE = st.sampled_from(("cora", "anna", "cora2", "anna2"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(STEPS, PEOPLE, st.integers(1, 3)), min_size=3, max_size=14))
def test_any_sequence_keeps_the_sums_and_the_four_eyes(office: Office, steps) -> None:
    if "cora2" not in office.people:
        office.hire("cora2", Role.APPROVER, person_of="cora")
        office.hire("anna2", Role.CHECKER, person_of="anna")
        in_force(office)
    message = office.declared(2500, 5000, 7500)
    total = Sum(3, 15000)
    for step, name, number in steps:
        with suppress(NotAllowed, SamePerson, LinesGone):
            if step == "mandate":
                approve_by_mandates(office.world.clock)
            elif step in ("block", "clear"):
                getattr(office, step)(message, number)
            elif step == "withdraw":
                _withdraw_newest(office, name, message)
            else:
                getattr(office, step)(name, message)
        stages = office.stages(message)
        assert sum(stages.values(), Sum()) == total
    same = text("SELECT count(*) FROM approval WHERE checked_person = approved_person")
    with transaction() as session:
        assert session.scalar(same) == 0


def _withdraw_newest(office: Office, name: str, message: int) -> None:
    newest = "SELECT max(round) FROM approval WHERE message_id = :m AND state = 'approved'"
    number = office.world.scalar(newest, m=message)
    if number is not None:
        office.withdraw(name, message, number)


def at_once(app: Flask, office: Office, works) -> list[str]:
    """Everybody does their work at the same moment; what came of each."""
    ready, tenant = Barrier(len(works)), office.tenant

    def run(work) -> str:
        with app.app_context(), acting_for(tenant):
            ready.wait()
            try:
                in_transaction(work)
            except (NotAllowed, SamePerson, LinesGone) as refused:
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_sixteen_at_once_approve_a_declaration_once(app: Flask, office: Office) -> None:
    message, clock = office.declared(2500, 5000), office.world.clock
    office.check("cora", message)
    crowd = [office.hire(f"keurder{n}", Role.APPROVER) for n in range(WORKERS)]
    found = at_once(
        app, office,
        [lambda s, a=actor: approve(s, a, Target(message), clock) for actor in crowd],
    )  # fmt: skip
    assert found == ["NotAllowed"] * (WORKERS - 1) + ["done"]
    assert office.stages(message) == {"approved": Sum(2, 7500)}
    count = "SELECT count(*) FROM audit_event WHERE action = 'declaration.approved'"
    assert office.world.scalar(count) == 1


def test_sixteen_at_once_check_a_declaration_once(app: Flask, office: Office) -> None:
    message, clock = office.declared(2500, 5000), office.world.clock
    crowd = [office.hire(f"controleur{n}", Role.CHECKER) for n in range(WORKERS)]
    found = at_once(
        app, office, [lambda s, a=actor: check(s, a, Target(message), clock) for actor in crowd]
    )
    assert found == ["NotAllowed"] * (WORKERS - 1) + ["done"]
    assert office.stages(message) == {"checked": Sum(2, 7500)}
    assert office.world.rows()["approval"] == 1


def test_approving_sending_back_and_withdrawing_at_once(app: Flask, office: Office) -> None:
    message, clock = office.declared(2500, 5000), office.world.clock
    office.check("cora", message)
    anna, arie, target = office.people["anna"], office.people["arie"], Target(message)
    works = [
        lambda s: approve(s, anna, target, clock),
        lambda s: send_back(s, arie, target, "nee", clock),
        lambda s: withdraw(s, arie, message, 1, "nee", clock),
    ] * 4
    found = at_once(app, office, works)
    assert "done" in found and set(found) <= {"done", "NotAllowed", "LinesGone"}
    assert sum(office.stages(message).values(), Sum()) == Sum(2, 7500)
    assert office.world.check() == []
