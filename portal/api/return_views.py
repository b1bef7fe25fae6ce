"""Retours (302, 306, 308) by program."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from portal.api.calls import PREFIX, asks
from portal.api.problems import problems
from portal.returns.as_file import retour_as_file

returns = Blueprint(
    "api-returns", __name__, url_prefix=PREFIX, description="Retours (302, 306, 308)"
)
NUMBER = {
    "name": "retour", "in": "path", "required": True,
    "schema": {"type": "integer", "minimum": 0, "maximum": 999999999999999999},
    "description": "The number in retour of an import",
}  # fmt: skip


@returns.route(
    "/returns/<int(max=999999999999999999):retour>", methods=["GET"], parameters=[NUMBER]
)
@asks(returns)
@returns.response(200, {"type": "string"}, content_type="application/xml", description="The retour")
@problems(returns, 400, 401, 403, 404)
@returns.doc(operationId="getReturn", summary="What went back on an allocation, start or stop")
def fetch(_query: dict[str, Any], retour: int) -> Response:
    """The 302, 306 or 308, byte for byte as it was sent. Reading it is logged."""
    return retour_as_file(retour)
