"""The rule book, for programs."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from declarations.rules import RULEBOOK
from portal.api.calls import PREFIX, as_json, asks
from portal.api.problems import problems
from schemas.api.rulebook import rulebook_json
from schemas.api.rules import RuleSchema

rules = Blueprint("api-rules", __name__, url_prefix=PREFIX, description="The rule book")


@rules.route("/rules", methods=["GET"])
@asks(rules)
@rules.response(
    200, RuleSchema(many=True), description="Every rule, in the order of judging",
    headers={"Rulebook": {"description": "Its version", "schema": {"type": "string"}}},
)  # fmt: skip
@problems(rules, 400, 401)
@rules.doc(operationId="getRules", summary="The rule book")
def book(_query: dict[str, Any]) -> Response:
    """Every rule with its code, level, texts in both languages, and from when it is in force."""
    return as_json(rulebook_json(RULEBOOK), Rulebook=RULEBOOK.version)
