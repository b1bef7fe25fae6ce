"""Trying a declaration: the verdict it would get now, with a receipt that binds."""

from __future__ import annotations

from typing import Any

from flask import Response, json
from flask_smorest import Blueprint

from portal.api import examples
from portal.api.calls import (
    PREFIX,
    asks,
    file_name,
    foreign_sender,
    json_of,
    json_text,
    read_body,
    takes_file,
    the_actor,
)
from portal.api.problems import problems, refused_upload
from portal.intake.arrival import Upload
from portal.intake.service import SenderForbidden
from portal.trials.service import Try, try_upload
from portal.web.access import the_clock, the_keyring
from portal.web.language import current
from schemas.api.assessment import assessment_json
from schemas.api.problems import ProblemSchema, RefusedUploadSchema
from schemas.zip import is_zip

assessments = Blueprint(
    "api-assessments", __name__, url_prefix=PREFIX, description="Trying a declaration"
)


@assessments.route("/assessments", methods=["POST"])
@asks(assessments)
@takes_file(
    assessments, "One message (323), or a ZIP of at most 30, of at most 25 MiB",
    examples.declaration(),
)  # fmt: skip
@assessments.response(
    200, examples.ONE_OR_MANY, description="One object for a message, an array for a ZIP",
    example=examples.ASSESSMENT,
)  # fmt: skip
@problems(
    assessments,
    400,
    401,
    413,
    415,
    foreign=(403, ProblemSchema, "No provider's key, or the Afzender is another provider"),
    empty=(422, RefusedUploadSchema, "The body is empty"),
)
@assessments.doc(
    operationId="assess",
    summary="Judge without handing in",
    description="Nothing is handed in. The `receipt` binds for 90 days: the same bytes get the same"
    " verdict, or `trial` of the message in `GET /batches/{id}` names what changed since.",
)
def assess(_query: dict[str, Any]) -> Response:
    """The verdict the upload would get now; a message that would be refused has that outcome."""
    body = read_body()
    told = _told(Upload(file_name(body), body))
    if not body:  # nothing was asked: not a message to judge, but a call that went wrong
        raise refused_upload([json.loads(each) for each in told])
    return json_text(f"[{','.join(told)}]" if is_zip(body) else told[0])


def _told(upload: Upload) -> list[str]:
    """The JSON of every verdict."""
    by = Try(the_actor(), the_clock(), the_keyring())
    try:
        tried = try_upload(
            upload, by, lambda each: json_of(assessment_json(each.verdict, current()))
        )
        return [text for text, _kept in tried]
    except SenderForbidden:
        raise foreign_sender() from None
