"""The shape of the rule book in the description of the API; ``rulebook`` makes the JSON."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from declarations.findings import Owner, Severity
from schemas.api.fields import Shape, listed, number, text


class BothLanguagesSchema(Shape):
    """A text in Dutch and in English."""

    nl = text("Dutch")
    en = text("English")


class RuleSchema(Shape):
    """One rule of the book."""

    code = text("Return code; null for a rule without one", allow_none=True)
    rule = text("Name of the rule")
    level = number("1 to 4: schema, message, history, contract")
    severity = text("An error rejects what it is about", validate=OneOf([*Severity]))
    messages = listed(fields.String(), "Messages it is about: 323, 325 or both")
    class_ = fields.String(
        data_key="class", required=True, metadata={"description": "Classes it can be reported at"}
    )
    elements = listed(fields.String(), "Elements it looks at")
    owner = text("Who must act", validate=OneOf([*Owner]))
    text = fields.Nested(BothLanguagesSchema, required=True)
    next_step = fields.Nested(BothLanguagesSchema, required=True)
    basis = fields.String(required=True, metadata={"description": "Where it stands"})
    announced = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "First day it warns, where it does before it is in force"},
    )
    since = fields.Date(required=True, metadata={"description": "First day it is in force"})
    until = fields.Date(
        required=True, allow_none=True, metadata={"description": "Last day it is in force"}
    )
    example = fields.Nested(BothLanguagesSchema, required=True)
