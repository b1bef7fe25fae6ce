"""Errors of the API as problem+json (RFC 9457), in the language of the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import json
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from schemas.api.problems import ProblemSchema

MEDIA_TYPE = "application/problem+json"
KIND = "urn:zorgportaal:problem:"

# status: title, what to do
TEXTS = {
    400: (
        _l("Deze vraag kunnen wij niet lezen"),
        _l("Kijk de parameters en headers na; in openapi.json staat wat er mag."),
    ),
    401: (
        _l("Er is een sleutel nodig"),
        _l("Stuur een geldige sleutel mee: Authorization: Bearer SLEUTEL."),
    ),
    403: (
        _l("Dit mag niet met deze sleutel"),
        _l("Gebruik een sleutel van een account met de juiste rol."),
    ),
    404: (
        _l("Dit bestaat niet"),
        _l("Kijk of het adres klopt; in openapi.json staan alle adressen."),
    ),
    405: (
        _l("Dit kan hier niet"),
        _l("Gebruik een van de methoden in de header Allow. Er is niets veranderd."),
    ),
    413: (
        _l("Dit is te groot"),
        _l("Een bericht of ZIP is ten hoogste 25 MB. Verdeel het over meer berichten."),
    ),
    415: (
        _l("Dit soort inhoud lezen wij niet"),
        _l("Stuur het bericht zelf als inhoud: XML of een ZIP, geen formulier of JSON."),
    ),
    422: (
        _l("Er klopt iets niet in wat u stuurde"),
        _l("In errors staat welk veld het is en wat ermee is. Er is niets opgeslagen."),
    ),
    429: (
        _l("Dat waren veel vragen achter elkaar"),
        _l("Wacht een minuut en probeer het dan opnieuw."),
    ),
    500: (
        _l("Er ging bij ons iets mis"),
        _l("Probeer het over een paar minuten opnieuw. Wat niet lukte, is niet opgeslagen."),
    ),
    503: (
        _l("Het portaal is even niet bereikbaar"),
        _l("Probeer het over een paar minuten opnieuw. Wat u eerder stuurde, is bewaard."),
    ),
}


class Problem(HTTPException):
    """A refusal with a cause of its own, for where the status does not tell which it is."""

    def __init__(
        self, status: int, kind: str, title: str, advice: str,
        members: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(advice)
        self.code = status
        self.kind, self.title, self.advice = kind, title, advice
        self.members, self.more_headers = dict(members or {}), dict(headers or {})


def refused_upload(verdicts: Sequence[dict[str, Any]]) -> Problem:
    """The problem of an upload of which nothing came in, by the JSON of its verdicts."""
    findings = [finding for verdict in verdicts for finding in verdict["findings"]]
    return refused(findings, {"assessments": verdicts})


def refused(findings: Sequence[dict[str, Any]], members: Mapping[str, Any]) -> Problem:
    """The problem of messages that were refused, with the JSON of what is wrong in them."""
    return Problem(
        422,
        "refused",
        _("Het bericht is geweigerd"),
        _("In findings staat wat er mis is, waar, en wat u kunt doen."),
        {"findings": findings, **members},
    )


def problem_response(error: HTTPException) -> Response:
    """The answer to a call that was not done; never a word about how the portal is built."""
    status = error.code or InternalServerError.code
    response = error.get_response()  # its headers stay: Allow of a 405, Retry-After of a 429
    response.status_code = status
    told = {"status": status, **_told(error, status)}
    response.data = json.dumps(told, ensure_ascii=False, sort_keys=False)
    response.content_type = MEDIA_TYPE
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="portal"'
    if isinstance(error, Problem):
        response.headers.extend(Headers(error.more_headers))
    return response


def _told(error: HTTPException, status: int) -> dict[str, Any]:
    if isinstance(error, Problem):
        own = {"type": KIND + error.kind, "title": error.title, "detail": error.advice}
        return {**own, **error.members}
    known = status if status in TEXTS else (400 if status < 500 else 500)
    title, advice = TEXTS[known]
    told: dict[str, Any] = {"type": "about:blank", "title": str(title), "detail": str(advice)}
    wrong = (getattr(error, "data", None) or {}).get("messages")  # of parameters and headers
    return {**told, "errors": wrong} if wrong else told


def problems(
    blueprint: Blueprint, *statuses: int, **shapes: tuple[int, type[Schema], str]
) -> Callable[[Any], Any]:
    """Say in the description which errors a call can have, each as a problem.

    A keyword names an error of another shape: status, shape and description.
    """
    known = [(status, ProblemSchema, HTTPStatus(status).phrase) for status in statuses]

    def describe(view: Any) -> Any:
        for status, shape, description in (*known, *shapes.values()):
            view = blueprint.alt_response(
                status, schema=shape, content_type=MEDIA_TYPE, description=description
            )(view)
        return view

    return describe
