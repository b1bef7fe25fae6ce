"""What every call has in common: its body, its language and its JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, json, request
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from portal.api.problems import Problem
from portal.config import Settings
from portal.intake.service import Actor, SenderForbidden
from portal.web.access import the_visitor
from schemas.api.calls import LanguageSchema
from schemas.refusals import MESSAGE_LIMIT
from schemas.zip import is_zip

PREFIX = "/api/v1"
PIECE = 1 << 16
NOT_A_MESSAGE = ("multipart/", "application/json")
FILE_NAMES = {True: "berichten.zip", False: "bericht.xml"}


def read_body() -> bytes:
    """The file that was sent, whatever it calls itself; XML or ZIP is told by its content.

    What is too large is read to its end and thrown away, so that the sender hears why.
    """
    if (request.mimetype or "").startswith(NOT_A_MESSAGE):
        raise UnsupportedMediaType
    body, size = bytearray(), 0
    while piece := request.stream.read(PIECE):
        size += len(piece)
        if size <= MESSAGE_LIMIT:
            body += piece
    if size > MESSAGE_LIMIT:
        raise RequestEntityTooLarge
    return bytes(body)


def file_name(body: bytes) -> str:
    """What a file without a name is called in lists."""
    return FILE_NAMES[is_zip(body)]


def the_actor() -> Actor:
    """The program behind the key, as whoever hands in."""
    visitor = the_visitor()
    return Actor(visitor.account_id, visitor.provider_id)



def refuses_test_citizens() -> bool:
    """Whether citizen numbers of the test range are refused, as in production."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return not settings.allows_test_citizens


def as_json(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON response of values that are JSON already."""
    return json_text(json_of(value), status, **headers)


def json_of(value: Any) -> str:
    """The text of JSON, its members in the order of writing."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False)


def json_text(text: str, status: int = 200, **headers: str) -> Response:
    """A JSON response of text; in the names of headers an underscore stands for a hyphen."""
    response = Response(text, status, mimetype="application/json")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def foreign_sender(_error: SenderForbidden | None = None) -> Problem:
    """The problem of a message that another party should have sent."""
    return Problem(
        403,
        "foreign-sender",
        _("De afzender is een ander"),
        _("De afzender in het bericht hoort niet bij deze sleutel. Er is niets opgeslagen."),
    )


def asks(blueprint: Blueprint, schema: type[Schema] = LanguageSchema) -> Callable[[Any], Any]:
    """Read the query of a call; what it does not name is refused."""
    return blueprint.arguments(schema, location="query", unknown=RAISE, error_status_code=400)


def takes_file(blueprint: Blueprint, description: str, example: str | None) -> Callable[[Any], Any]:
    """Say in the description that the body is a message, or a ZIP of messages."""
    xml: dict[str, Any] = {"schema": {"type": "string", "minLength": 1}}
    if example:
        xml["example"] = example
    binary = {"schema": {"type": "string", "contentMediaType": "application/zip"}}
    content = {"application/xml": xml, "application/zip": binary}
    body = {"description": description, "required": True, "content": content}
    return blueprint.doc(requestBody=body)
