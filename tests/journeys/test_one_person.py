"""One person does not take two steps for the same money: by a key, after a change of role."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.identity.service import Party, Role, create_key
from portal.store.crypto import Keyring
from portal.store.transaction import in_transaction
from tests.api.programs import Program, is_problem
from tests.identity.people import an_account, signed_in
from tests.intake.world import World
from tests.payments.till import Till

ADMIN = "beheer@proef.example"


@pytest.fixture
def till(app: Flask, keyring: Keyring) -> Till:
    """A municipality that pays, with an administrator over it."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    region = world.scalar("SELECT id FROM region")
    in_transaction(lambda s: an_account(s, ADMIN, Role.FUNCTIONAL_ADMIN, Party(region_id=region)))
    return Till(world)


def browser(app: Flask, till: Till, name: str) -> FlaskClient:
    return signed_in(app, till.email(name))


def press(client: FlaskClient, page: str, address: str) -> Any:
    """Press the button of a page that goes to this address, with what the page tells it."""
    shown = unescape(client.get(page).text)
    token = re.search(rf'action="{address}".*?name="seen" value="([^"]*)"', shown, re.DOTALL)
    return client.post(address, data={"seen": token[1] if token else ""})


def moved_to(app: Flask, till: Till, name: str, role: Role) -> None:
    """The administrator gives somebody other work."""
    account = till.people[name].account_id
    answer = signed_in(app, ADMIN).post(f"/gebruikers/{account}/rol", data={"role": str(role)})
    assert answer.status_code == 303, answer.text
    assert till.world.scalar("SELECT role FROM account WHERE id = :a", a=account) == role


def refused(answer: Any, step: str) -> None:
    """A page that says kindly which step this person did before."""
    assert answer.status_code == 409
    assert "Hier is een ander voor nodig" in answer.text
    assert f"U deed voor dit geld al {step}; een ander moet deze stap doen." in answer.text


def test_who_checked_does_not_approve_or_pay_in_another_role(app: Flask, till: Till) -> None:
    message = till.declare(5000)
    page, check = f"/goedkeuring/{message}", f"/goedkeuring/{message}/controleren"
    assert press(browser(app, till, "cora"), page, check).status_code == 303
    moved_to(app, till, "cora", Role.APPROVER)
    approve = f"/goedkeuring/{message}/goedkeuren"
    refused(press(browser(app, till, "cora"), page, approve), "de controle")
    assert till.totals() == {"checked": 5000}

    assert press(browser(app, till, "anna"), page, approve).status_code == 303
    number = till.draw_up()
    till.sign(number)
    for name, step in (("cora", "de controle"), ("anna", "de goedkeuring")):
        moved_to(app, till, name, Role.PAYMENTS)
        refused(browser(app, till, name).post(f"/betaalrun/{number}/vrijgeven"), step)
    assert till.totals() == {"in-run": 5000}


def test_who_signed_does_not_release_with_a_second_account(app: Flask, till: Till) -> None:
    till.approved(5000)
    till.hire("mila2", Role.PAYMENTS, person_of="mila")
    number = till.draw_up()
    till.sign(number)
    refused(
        browser(app, till, "mila2").post(f"/betaalrun/{number}/vrijgeven"),
        "de vrijgave van de betaling",
    )
    assert till.totals() == {"in-run": 5000}


def test_a_key_is_the_person_behind_it(app: Flask, till: Till) -> None:
    message = till.declare(5000)
    till.check("cora", message)
    till.hire("cora2", Role.APPROVER, person_of="cora")
    key = in_transaction(
        lambda s: create_key(s, till.email("cora2"), till.world.clock, till.world.account)
    )
    batch = till.world.scalar(
        "SELECT b.public_id FROM batch b JOIN message m ON m.batch_id = b.id WHERE m.id = :m",
        m=message,
    )
    asked = {"batch": batch, "position": 1, "action": "approve"}
    problem = is_problem(Program(app, key).call("POST", "/approvals", json=asked), 409)
    assert problem["type"].endswith(":four-eyes") and "de controle" in problem["detail"]
    assert till.totals() == {"checked": 5000}
