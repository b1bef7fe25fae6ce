"""The shapes of checking and approving by program."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import OneOf, Range, Regexp

from schemas.api.fields import Shape, number, text

ACTIONS = ("check", "approve")
LARGEST = 2**53 - 1  # what every JSON reader keeps whole


class WholeNumber(fields.Integer):
    """A whole number, also where JSON writes it as ``1.0``: its schema allows that."""

    def _validated(self, value: Any) -> int:
        plain = int(value) if isinstance(value, float) and value.is_integer() else value
        return super()._validated(plain)


class DecisionSchema(Shape):
    """Which declaration, and what is done to all of it that waits for that."""

    batch = text("The id of the batch", validate=Regexp(r"^[a-z]{16}$"))
    position = WholeNumber(
        required=True,
        strict=True,
        validate=Range(1, 10_000),
        metadata={"description": "The place of the message in the batch"},
    )
    action = text(
        "check: every open line, as the first of two persons. approve: what was checked, as the"
        " second.",
        validate=OneOf(ACTIONS),
    )
    cents = WholeNumber(
        strict=True,
        validate=Range(-LARGEST, LARGEST),
        metadata={
            "description": "Signed eurocents you expect to decide about; with another amount"
            " nothing is done (409)"
        },
    )


class DecidedSchema(Shape):
    """What was checked or approved."""

    batch = text("The id of the batch")
    position = number("The place of the message in the batch")
    action = text("What was done", validate=OneOf(ACTIONS))
    lines = number("Lines that it was done to")
    cents = number("What they come to, in signed eurocents")
