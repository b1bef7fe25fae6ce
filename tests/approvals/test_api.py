"""Checking and approving by program: four eyes are of persons, not of keys."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.identity.service import Role, create_key
from portal.settlement.service import Sum
from portal.store.transaction import in_transaction
from tests.api.programs import Program, is_problem
from tests.approvals.world import Office
from tests.intake.world import OTHER_MUNICIPALITY


def system_of(app: Flask, office: Office, name: str) -> Program:
    key = in_transaction(
        lambda s: create_key(s, office.email(name), office.world.clock, office.world.account)
    )
    return Program(app, key)


@pytest.fixture
def body(office: Office) -> dict[str, Any]:
    message = office.declared(2500, 5000)
    batch = office.world.scalar(
        "SELECT b.public_id FROM batch b JOIN message m ON m.batch_id = b.id WHERE m.id = :m",
        m=message,
    )
    return {"batch": batch, "position": 1}


def only_message(office: Office) -> int:
    number: int = office.world.scalar("SELECT max(id) FROM message")
    return number


def send(program: Program, body: dict[str, Any]) -> Any:
    return program.call("POST", "/approvals", json=body)


def test_two_programs_of_two_persons_approve(app: Flask, office: Office, body: dict) -> None:
    cora, anna = system_of(app, office, "cora"), system_of(app, office, "anna")
    checked = send(cora, {**body, "action": "check", "cents": 7500})
    assert checked.get_json() == {**body, "action": "check", "lines": 2, "cents": 7500}
    problem = is_problem(send(cora, {**body, "action": "check"}), 409)
    assert problem["type"].endswith(":status") and "gecontroleerd" in problem["detail"]
    assert send(anna, {**body, "action": "approve"}).status_code == 200
    assert office.stages(only_message(office)) == {"approved": Sum(2, 7500)}


def test_a_key_of_the_same_person_does_not_make_four_eyes(
    app: Flask, office: Office, body: dict
) -> None:
    office.check("cora", only_message(office))
    office.hire("cora2", Role.APPROVER, person_of="cora")
    answer = send(system_of(app, office, "cora2"), {**body, "action": "approve"})
    assert is_problem(answer, 409)["type"].endswith(":four-eyes")
    assert office.stages(only_message(office)) == {"checked": Sum(2, 7500)}


def test_another_amount_than_was_expected_changes_nothing(
    app: Flask, office: Office, body: dict
) -> None:
    answer = send(system_of(app, office, "cora"), {**body, "action": "check", "cents": 1})
    assert is_problem(answer, 409)["type"].endswith(":lines-moved")
    assert office.stages(only_message(office)) == {"open": Sum(2, 7500)}
    assert office.world.rows()["approval"] == 0


def test_roles_and_municipalities_are_kept_apart(app: Flask, office: Office, body: dict) -> None:
    cora, coen = system_of(app, office, "cora"), system_of(app, office, "coen")
    assert is_problem(send(cora, {**body, "action": "approve"}), 409)
    assert is_problem(send(coen, {**body, "action": "check"}), 403)
    other = system_of(app, Office(office.world, OTHER_MUNICIPALITY), "cora")
    is_problem(send(other, {**body, "action": "check"}), 404)
    is_problem(send(cora, {**body, "action": "pay"}), 400)
    is_problem(send(cora, {**body, "position": 2, "action": "check"}), 404)
    is_problem(cora.call("POST", "/approvals", data=b"{"), 400)
