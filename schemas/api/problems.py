"""The shapes of an error: a problem (RFC 9457), with findings where a message was refused."""

from __future__ import annotations

from marshmallow import fields

from schemas.api.fields import Shape, listed, number, text
from schemas.api.verdicts import AssessmentSchema, FindingSchema


class ProblemSchema(Shape):
    """Why a call was not done. ``type`` names the kind; ``detail`` says what to do."""

    type = text("about:blank, or urn:zorgportaal:problem:… where the status has several causes")
    title = text("The kind of problem, in the language asked for")
    status = number("The HTTP status")
    detail = text("What happened and what to do")
    errors = fields.Dict(
        keys=fields.String(),
        metadata={"description": "By place, what is wrong with parameters and headers"},
    )


class RefusalSchema(ProblemSchema):
    """A message that was refused, with what is wrong in it."""

    findings = listed(FindingSchema, "What is wrong, where, and what to do")


class RefusedUploadSchema(RefusalSchema):
    """An upload of which nothing came in."""

    assessments = listed(AssessmentSchema, "The verdict on each message of the upload")
