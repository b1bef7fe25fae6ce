"""The shapes of drawing from a lump sum by program."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates
from marshmallow.validate import Length, OneOf, Range, Regexp

from declarations.lifecycle import Kind, statuses
from declarations.lumpsum import LARGEST
from schemas.api.approvals import WholeNumber
from schemas.api.calls import VISIBLE, LanguageSchema
from schemas.api.fields import Shape, number, text

NAMED = r"^[\x20-\x7E\u00A1-\uFFFD]{1,100}$"
WRITTEN = r"^[\x20-\x7E\u00A1-\uFFFD]*$"
STATES = statuses(Kind.DRAWDOWN)
YEARS = (1900, 2999)


class DrawdownHeadersSchema(Shape):
    """What a program says about the drawdown it sends."""

    idempotency_key = fields.String(
        data_key="Idempotency-Key",
        validate=[Length(1, 200), Regexp(VISIBLE)],
        metadata={
            "description": "A key of your own choice, for example a UUID. The same drawdown with"
            " the same key is taken once and gets the same answer; another one is refused.",
            "example": "7f0c9a52-6d5e-4a53-9a0e-3c2b1d4e5f60",
        },
    )


def _year() -> WholeNumber:
    return WholeNumber(
        required=True,
        strict=True,
        validate=Range(*YEARS),
        metadata={"description": "The year of the budget"},
    )


class WishSchema(Shape):
    """From which budget how much is asked, and under which reference."""

    contract = text("The id of the contract in the region file", validate=Regexp(NAMED))
    municipality = text("The CBS code of the municipality", validate=Regexp(NAMED))
    year = _year()
    amount_cents = WholeNumber(
        required=True,
        strict=True,
        validate=Range(1, LARGEST),
        metadata={"description": "Eurocents, more than zero"},
    )
    reference = text(
        "Your own reference, once per contract; never a citizen number",
        validate=[Length(1, 100), Regexp(WRITTEN)],
    )

    @validates("reference")
    def not_blank(self, value: str, **_more: Any) -> None:
        """A reference can be read."""
        if not value.strip():
            raise ValidationError("Shorter than minimum length 1.")


class DrawdownSchema(Shape):
    """A drawdown as it stands."""

    id = number("The number of the drawdown here")
    contract = text("The id of the contract in the region file")
    municipality = text("The CBS code of the municipality")
    year = number("The year of the budget")
    amount_cents = number("Eurocents")
    reference = text("Your own reference")
    state = text(
        "submitted: reserved, to be checked. checked, approved: on its way. in-run: in a payment"
        " run. released: the bank was told. paid. rejected, withdrawn: the money is free again",
        validate=OneOf(STATES),
    )
    reason = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why it was rejected, sent back or taken back last"},
    )


class WhichBudgetSchema(LanguageSchema):
    """Of which municipality and year the budget is asked."""

    municipality = text("The CBS code of the municipality", validate=Regexp(NAMED))
    year = fields.Integer(
        required=True, validate=Range(*YEARS), metadata={"description": "The year of the budget"}
    )


class BudgetSchema(Shape):
    """A budget and what is left of it, in eurocents."""

    contract = text("The id of the contract in the region file")
    municipality = text("The CBS code of the municipality")
    year = number("The year of the budget")
    budget = number("What was agreed")
    upper = number("The most that can be drawn: the budget and its bandwidth")
    drawn = number("What was paid")
    reserved = number("What was asked for and is not paid yet")
    free = number("What can still be asked for: upper - drawn - reserved")
