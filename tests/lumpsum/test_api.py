"""Drawing by program: reserved once, refused with what is free, and nothing of another is there."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.identity.service import Role
from tests.api.programs import Program, is_problem, program
from tests.builders import MUNICIPALITY, PROVIDER
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER
from tests.lumpsum.purse import CONTRACT, YEAR, Purse

WISH = {
    "contract": CONTRACT, "municipality": MUNICIPALITY, "year": YEAR, "amount_cents": 40_000,
    "reference": "april",
}  # fmt: skip
BUDGET = f"/contracts/{CONTRACT}/budget?municipality={MUNICIPALITY}&year={YEAR}"


@pytest.fixture
def care(app: Flask, purse: Purse) -> Program:
    return program(app, purse.world, Role.PROVIDER_CLERK, PROVIDER)


@pytest.fixture
def other_care(app: Flask, purse: Purse) -> Program:
    return program(app, purse.world, Role.PROVIDER_ADMIN, OTHER_PROVIDER)


def ask(who: Program, key: str | None = None, **changes: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return who.call("POST", "/drawdowns", json={**WISH, **changes}, headers=headers)


def left(who: Program) -> dict[str, int]:
    told = who.get(BUDGET).get_json()
    return {name: told[name] for name in ("budget", "upper", "drawn", "reserved", "free")}


def test_a_drawdown_is_reserved_and_can_be_followed(purse: Purse, care: Program) -> None:
    answer = ask(care)
    assert answer.status_code == 201, answer.text
    told = answer.get_json()
    number = told.pop("id")
    assert told == {**WISH, "state": "submitted", "reason": None}
    assert answer.headers["Location"] == f"/api/v1/drawdowns/{number}"
    assert care.get(f"/drawdowns/{number}").get_json()["state"] == "submitted"
    assert left(care) == {
        "budget": 100_000, "upper": 100_000, "drawn": 0, "reserved": 40_000, "free": 60_000,
    }  # fmt: skip
    assert purse.world.check() == []


def test_more_than_is_free_is_a_conflict_that_says_so(purse: Purse, care: Program) -> None:
    ask(care)
    told = is_problem(ask(care, amount_cents=60_001, reference="mei"), 409)
    assert told["type"] == "urn:zorgportaal:problem:budget_exceeded"
    assert (told["code"], told["free"]) == ("budget_exceeded", 60_000)
    assert left(care)["free"] == 60_000
    assert ask(care, amount_cents=60_000, reference="mei").status_code == 201
    assert is_problem(ask(care, amount_cents=1, reference="juni"), 409)["free"] == 0


def test_the_same_key_gives_the_same_answer(purse: Purse, care: Program) -> None:
    first, again = ask(care, "k1"), ask(care, "k1")
    assert (first.status_code, first.data) == (again.status_code, again.data)
    told = is_problem(ask(care, "k1", amount_cents=1), 409)
    assert told["type"].endswith(":idempotency-key-reused")
    assert left(care)["reserved"] == 40_000


def test_a_refusal_is_not_kept_with_the_key(purse: Purse, care: Program) -> None:
    taken = ask(care, amount_cents=100_000, reference="alles").get_json()["id"]
    is_problem(ask(care, "k1"), 409)
    purse.decide("cora", taken, "reject")
    assert ask(care, "k1").status_code == 201


def test_a_reference_is_used_once_per_contract(purse: Purse, care: Program) -> None:
    ask(care)
    told = is_problem(ask(care), 409)
    assert told["type"].endswith(":reference-used") and told["code"] == "reference_used"


@pytest.mark.parametrize(
    "changes",
    [
        {"contract": "bestaat-niet"}, {"contract": "taak-ander"}, {"contract": "wmo-65656055"},
        {"contract": "met spatie"}, {"municipality": "0001"}, {"municipality": "Diemen"},
        {"year": YEAR + 1}, {"contract": "99999999999999999999"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_unknown_or_of_another_is_not_there(
    purse: Purse, care: Program, changes: dict[str, Any]
) -> None:
    nothing = is_problem(ask(care, contract="zomaar"), 404)
    assert is_problem(ask(care, **changes), 404) == nothing
    named = {**WISH, **changes}
    place = f"municipality={named['municipality']}&year={named['year']}"
    assert is_problem(care.get(f"/contracts/{named['contract']}/budget?{place}"), 404) == nothing


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_cents": 0}, {"amount_cents": -1}, {"amount_cents": 10**30},
        {"amount_cents": 1.5}, {"amount_cents": "100"}, {"amount_cents": None},
        {"amount_cents": True}, {"reference": ""}, {"reference": "   "}, {"reference": "x" * 101},
        {"reference": "999900006"}, {"reference": "a\u0000"}, {"year": "2023"}, {"year": 0},
        {"municipality": 384}, {"contract": ""}, {"iets": 1},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_names_its_field(
    purse: Purse, care: Program, changes: dict[str, Any]
) -> None:
    answer = ask(care, **changes)
    if "\u0000" in str(changes):
        assert answer.status_code in (400, 422)
        return
    told = is_problem(answer, 422)
    assert set(told["errors"]["json"]) == set(changes)
    assert left(care)["reserved"] == 0


def test_a_field_that_is_left_out_is_named(purse: Purse, care: Program) -> None:
    told = is_problem(care.call("POST", "/drawdowns", json={"contract": CONTRACT}), 422)
    assert set(told["errors"]["json"]) == set(WISH) - {"contract"}
    is_problem(care.post("/drawdowns", b"geen json", headers={"Content-Type": "text/plain"}), 422)
    is_problem(care.post("/drawdowns", b"{", headers={"Content-Type": "application/json"}), 400)
    is_problem(care.get(f"/contracts/{CONTRACT}/budget"), 400)


def test_both_parties_see_the_budget_and_nobody_else(
    app: Flask, purse: Purse, care: Program, other_care: Program
) -> None:
    number = ask(care).get_json()["id"]
    town = program(app, purse.world, Role.CONTRACT_MANAGER, MUNICIPALITY)
    elsewhere = program(app, purse.world, Role.CONTRACT_MANAGER, OTHER_MUNICIPALITY)
    assert left(town) == left(care)
    contract = purse.budget().contract_id
    by_number = f"/contracts/{contract}/budget?municipality={MUNICIPALITY}&year={YEAR}"
    assert town.get(by_number).get_json() == care.get(BUDGET).get_json()
    assert town.get(f"/drawdowns/{number}").status_code == 200
    for stranger in (other_care, elsewhere):
        is_problem(stranger.get(BUDGET), 404)
        is_problem(stranger.get(by_number), 404)
        is_problem(stranger.get(f"/drawdowns/{number}"), 404)
    is_problem(ask(town), 403)
    is_problem(ask(Program(app)), 401)


def test_a_contract_that_two_regions_call_the_same_is_found_by_whose_it_is(
    purse: Purse, care: Program, other_care: Program
) -> None:
    """The other provider's contract is another one, also under its own id."""
    assert other_care.get(BUDGET).status_code == 404
    other = BUDGET.replace(CONTRACT, "taak-ander")
    assert other_care.get(other).get_json()["free"] == 70_000
