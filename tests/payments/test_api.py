"""Releasing by program: the same step, by the person whose key it is."""

from __future__ import annotations

import pytest

from portal.identity.service import create_key
from portal.store.transaction import in_transaction


@pytest.fixture
def post(app, till):
    """Release a run with the key of somebody."""

    def release(name: str, number: str):
        key = in_transaction(
            lambda s: create_key(s, till.email(name), till.world.clock, till.world.account)
        )
        headers = {"Authorization": f"Bearer {key}"}
        return app.test_client().post(f"/api/v1/payment-runs/{number}/release", headers=headers)

    return release


def test_a_program_releases_as_the_second_person(till, post):
    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    refused = post("mila", number)
    assert (refused.status_code, refused.json["type"].rpartition(":")[2]) == (409, "four-eyes")
    done = post("kees", number)
    assert done.status_code == 200
    assert done.json == {
        "run": number, "state": "released", "payments": 1, "left_out": 0, "stopped": 0,
    }  # fmt: skip
    again = post("kees", number)
    assert (again.status_code, again.json["type"].rpartition(":")[2]) == (409, "status")
    assert till.totals() == {"released": 5000}


def test_a_run_that_is_not_there(post):
    assert post("kees", "2023-0099").status_code == 404


def test_other_roles_release_nothing(till, post):
    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    assert post("coen", number).status_code == 403


def test_books_that_do_not_add_up_are_told(till, post):
    till.approved(5000)
    number = till.draw_up()
    till.sign(number)
    till.run_sql("UPDATE payment_line SET cents = 4999")
    answer = post("kees", number)
    assert (answer.status_code, answer.json["type"].rpartition(":")[2]) == (409, "books")
    assert answer.json["breaches"]
