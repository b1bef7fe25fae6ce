"""Drawing from lump sums, for programs: ask for money, follow it, and see what is left."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_smorest import Blueprint

from declarations.lumpsum import BudgetExceeded
from portal.api.calls import PREFIX, as_json, asks
from portal.api.problems import Problem, problems
from portal.intake.idempotency import KeyReused
from portal.lumpsum.by_program import Place, budget_at, budget_json, draw, drawdown_json
from portal.lumpsum.finding import drawdown_of
from portal.lumpsum.submitting import ReferenceUnfit, ReferenceUsed, Wish
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor
from portal.web.formatting import euros
from schemas.api.drawdowns import (
    BudgetSchema,
    DrawdownHeadersSchema,
    DrawdownSchema,
    WhichBudgetSchema,
    WishSchema,
)
from schemas.api.problems import ProblemSchema

lump_sums = Blueprint(
    "api-lumpsum", __name__, url_prefix=PREFIX, description="Lump sums: budgets and drawdowns"
)
BUDGET = {"contract": "hvb-wmo-ondersteuning", "municipality": "0855", "year": 2026}
WISH = {**BUDGET, "amount_cents": 40000000, "reference": "opname-2026-04"}
DRAWN = {"id": 12, **WISH, "state": "submitted", "reason": None}
LEFT = {
    **BUDGET, "budget": 490000000, "upper": 514500000, "drawn": 120000000, "reserved": 40000000,
    "free": 354500000,
}  # fmt: skip
ID = {
    "name": "drawdown", "in": "path", "description": "The number of the drawdown",
    "schema": {"type": "integer", "minimum": 1}, "example": 12,
}  # fmt: skip
CONTRACT = {
    "name": "contract_name", "in": "path",
    "description": "The id of the contract in the region file, or its number",
    "schema": {"type": "string"}, "example": BUDGET["contract"],
}  # fmt: skip


@lump_sums.route("/drawdowns", methods=["POST"])
@asks(lump_sums)
@lump_sums.arguments(DrawdownHeadersSchema, location="headers", error_status_code=400)
@lump_sums.arguments(WishSchema, location="json", error_status_code=422, example=WISH)
@lump_sums.response(
    201, DrawdownSchema, description="Reserved", example=DRAWN,
    headers={"Location": {"description": "The drawdown", "schema": {"type": "string"}}},
)  # fmt: skip
@problems(
    lump_sums, 400, 401, 403, 404,
    conflict=(
        409, ProblemSchema,
        "urn:zorgportaal:problem:budget_exceeded (`free` says how many eurocents are free),"
        " :reference-used (once per contract) or :idempotency-key-reused (for another drawdown);"
        " nothing has changed",
    ),
    unfit=(422, ProblemSchema, "A field is missing or wrong; `errors` names it"),
)  # fmt: skip
@lump_sums.doc(operationId="submitDrawdown", summary="Draw from a lump sum")
def submit(_query: dict[str, Any], headers: dict[str, Any], body: dict[str, Any]) -> Response:
    """Ask for money of a budget; it is reserved at once, or refused with what is free."""
    place = Place(body["contract"], body["municipality"], body["year"])
    wish = Wish(body["amount_cents"], body["reference"].strip())
    told = _drawn(place, wish, headers.get("idempotency_key"))
    where = url_for("api-lumpsum.drawdown", drawdown=told["id"])
    return as_json(told, 201, Location=where)


@lump_sums.route("/drawdowns/<int(max=999999999999):drawdown>", methods=["GET"], parameters=[ID])
@asks(lump_sums)
@lump_sums.response(200, DrawdownSchema, description="The drawdown", example=DRAWN)
@problems(lump_sums, 400, 401, 403, 404)
@lump_sums.doc(operationId="getDrawdown", summary="How a drawdown stands")
def drawdown(_query: dict[str, Any], drawdown: int) -> Response:
    """Where a drawdown is on its way to being paid."""
    with transaction() as session:
        found = drawdown_of(session, the_visitor().tenant, drawdown)
        return as_json(drawdown_json(session, found))


@lump_sums.route("/contracts/<contract_name>/budget", methods=["GET"], parameters=[CONTRACT])
@asks(lump_sums, WhichBudgetSchema)
@lump_sums.response(200, BudgetSchema, description="The budget", example=LEFT)
@problems(lump_sums, 400, 401, 403, 404)
@lump_sums.doc(operationId="getBudget", summary="What is left of a budget")
def budget(query: dict[str, Any], contract_name: str) -> Response:
    """The budget of a contract for a municipality and a year, in eurocents."""
    place = Place(contract_name, query["municipality"], query["year"])
    with transaction() as session:
        found = budget_at(session, the_visitor().tenant, place)
        return as_json(budget_json(session, found))


def _drawn(place: Place, wish: Wish, key: str | None) -> dict[str, Any]:
    visitor, clock = the_visitor(), the_clock()
    try:
        return in_transaction(lambda session: draw(session, visitor, place, wish, key, clock))
    except BudgetExceeded as exceeded:
        raise _exceeded(exceeded) from None
    except ReferenceUsed:
        raise Problem(
            409, "reference-used", _("Deze referentie is al gebruikt"),
            _("Onder dit contract is al een opname met deze referentie. Er is niets opgeslagen."),
            {"code": "reference_used"},
        ) from None  # fmt: skip
    except ReferenceUnfit:
        raise Problem(
            422, "reference", _("Deze referentie kan niet"),
            _("Er kan een burgerservicenummer in staan. Kies een andere referentie."),
            {"errors": {"json": {"reference": [_("Kies een andere referentie.")]}}},
        ) from None  # fmt: skip
    except KeyReused:
        raise Problem(
            409, "idempotency-key-reused", _("Deze Idempotency-Key is al gebruikt"),
            _("Met deze sleutel kwam eerder een andere inhoud. Er is niets opgeslagen."),
        ) from None  # fmt: skip


def _exceeded(exceeded: BudgetExceeded) -> Problem:
    said = _(
        "Vrij is nog %(free)s. Er is niets gereserveerd. Vraag niet meer dan er vrij is.",
        free=euros(exceeded.free),
    )
    return Problem(
        409, "budget_exceeded", _("Er is niet genoeg vrij in dit budget"), said,
        {"code": "budget_exceeded", "free": exceeded.free},
    )  # fmt: skip
