"""Checking and approving, for programs of a municipality: the same steps, the same four eyes."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.api import examples
from portal.api.calls import PREFIX, as_json, asks
from portal.api.problems import problems
from portal.approvals.service import Actor, Target, approve, check
from portal.intake.declared import find_declaration
from portal.settlement.service import LinesGone, Sum
from portal.store.transaction import in_transaction
from portal.web.access import the_clock, the_visitor
from schemas.api.approvals import DecidedSchema, DecisionSchema
from schemas.api.problems import ProblemSchema

approvals = Blueprint(
    "api-approvals", __name__, url_prefix=PREFIX, description="Checking and approving"
)
DECISIONS = {"check": check, "approve": approve}
EXAMPLE = {"batch": examples.BATCH, "position": 1, "action": "check"}


@approvals.route("/approvals", methods=["POST"])
@asks(approvals)
@approvals.arguments(DecisionSchema, location="json", error_status_code=400, example=EXAMPLE)
@approvals.response(
    200, DecidedSchema, description="Done",
    example={**EXAMPLE, "lines": 4, "cents": 58000},
)  # fmt: skip
@problems(
    approvals, 400, 401, 403, 404,
    conflict=(
        409, ProblemSchema,
        "urn:zorgportaal:problem:status (not possible now), :four-eyes (the same person did"
        " another step for this money) or :lines-moved (not the lines or amount you expected);"
        " nothing has changed",
    ),
)  # fmt: skip
@approvals.doc(operationId="decideDeclaration", summary="Check or approve a declaration")
def decide(_query: dict[str, Any], body: dict[str, Any]) -> Response:
    """Check or approve what waits of one declaration, as the person this key belongs to."""
    visitor = the_visitor()
    assert visitor.municipality_id is not None, "only keys of a municipality come here"
    actor = Actor(
        visitor.account_id, visitor.person_id, visitor.role, visitor.municipality_id
    )  # fmt: skip
    amount = in_transaction(lambda session: _decide(session, actor, body))
    place = {name: body[name] for name in ("batch", "position", "action")}
    return as_json({**place, "lines": amount.lines, "cents": amount.cents})


def _decide(session: Session, actor: Actor, body: dict[str, Any]) -> Sum:
    declared = find_declaration(session, actor.municipality_id, body["batch"], body["position"])
    if declared is None:
        raise NotFound
    work = DECISIONS[body["action"]]
    amount = work(session, actor, Target(declared.message_id), the_clock())
    if body.get("cents", amount.cents) != amount.cents:
        raise LinesGone  # undoes it
    return amount
