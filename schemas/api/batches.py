"""The shapes of a batch: what was handed in and what has become of it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import OneOf

from declarations.findings import Outcome
from declarations.trials import Cause
from schemas.api.fields import Shape, listed, number, text
from schemas.api.verdicts import KINDS

STATES = ("received", "stalled", "in_review", "done")
MEMBER_STATES = ("received", "in_review", "judged", "refused")


def moment(description: str, **options: Any) -> fields.DateTime:
    """An instant in UTC."""
    described = {"description": f"{description} (UTC)"}
    return fields.DateTime(format="iso", required=True, metadata=described, **options)


class BatchIdSchema(Shape):
    """What a taken upload is known by."""

    id = text("The id of the batch")


class TrialChangeSchema(Shape):
    """Something that changed between the trial and the verdict."""

    cause = text("What changed", validate=OneOf([each.value for each in Cause]))
    about = text("Which one: the number of an allocation, a product or a reference; may be empty")
    lines = number("Lines that came out differently for it")
    positions = listed(fields.Integer(), "The first of these lines, counted from 1")


class TrialSchema(Shape):
    """How the verdict compares with the trial of the same bytes."""

    tried_at = moment("When the bytes were tried last")
    receipt = text("The receipt that was given then")
    same = fields.Boolean(required=True, metadata={"description": "Whether nothing differs"})
    lines = number("Lines whose verdict is another one")
    changes = listed(TrialChangeSchema, "What changed since; empty when the verdict is the same")


class BatchMessageSchema(Shape):
    """One message of a batch."""

    position = number("Place in the upload, counted from 1")
    name = text("Name of the file")
    message = text("Kind of message", allow_none=True, validate=OneOf([*KINDS, None]))
    municipality = text("CBS code of the receiver; null when refused", allow_none=True)
    status = text(
        "Waits, is looked at, has a verdict, or did not come in", validate=OneOf(MEMBER_STATES)
    )
    outcome = text(
        "What became of it; null while it waits",
        allow_none=True, validate=OneOf([*Outcome, None]),
    )  # fmt: skip
    lines = number("Lines that were judged")
    submitted_cents = number("Signed eurocents; null when not judged", allow_none=True)
    awarded_cents = number("Signed eurocents; null when not judged", allow_none=True)
    trial = fields.Nested(
        TrialSchema, required=True, allow_none=True,
        metadata={"description": "Null where these bytes were not tried, or are not judged yet"},
    )  # fmt: skip


class BatchSummarySchema(Shape):
    """A batch with its progress in whole messages and its sums so far."""

    id = text("The id of the batch")
    status = text(
        "received: messages wait for their verdict. in_review: people look at an answer before it"
        " goes out. done: all have their verdict. stalled: judging failed"
        " time and again; the portal's administrators look into it, and nothing is lost.",
        validate=OneOf(STATES),
    )
    own_reference = text("The sender's own name for it", allow_none=True)
    received_at = moment("When it came in")
    done_at = moment("When the last verdict was given", allow_none=True)
    sha256 = text("SHA-256 of the upload, hexadecimal")
    size = number("Bytes of the upload")
    total = number("Messages that came in")
    judged = number("Messages with a verdict")
    refused = number("Messages of a ZIP that did not come in")
    lines = number("Lines judged so far")
    submitted_cents = number("Signed eurocents, of the messages judged so far")
    awarded_cents = number("Signed eurocents, of the messages judged so far")


class BatchSchema(BatchSummarySchema):
    """A batch with every message in it."""

    messages = listed(BatchMessageSchema, "In the order of the upload")


class BatchPageSchema(Shape):
    """A page of batches, the newest first."""

    batches = listed(BatchSummarySchema, "At most `limit`")
    next = text("Value of `before` for the next page; null on the last", allow_none=True)
