"""The shape of an assessment in the description of the API; ``assessment`` makes the JSON."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from declarations.findings import Outcome, Owner, Severity
from schemas.api.fields import Shape, listed, number, text

KINDS = ("wmo323", "jw323")
CODES = "Return codes (RetourCode) as in the 325"


class FindingSchema(Shape):
    """One rule broken at one place, or a warning about a line that is awarded."""

    code = text("Return code of the standard; null for a finding without one", allow_none=True)
    rule = text(
        "The rule in the rule book, or XML, XSD, SIZE, ENCODING, ZIP, SENDER, RECEIVER; EIGEN-n is"
        " the municipality's own check n and PLAFOND-x ceiling x, which only warn"
    )
    level = number("1 to 4: schema, message, history, contract")
    severity = text(
        "An error rejects what it is about; with a warning the line is awarded",
        validate=OneOf([*Severity]),
    )
    location = text("Path in the message, without prefixes", allow_none=True)
    line = number("Line in the file, counted from 1", allow_none=True)
    message = text("What is wrong and what to do, in the language asked for")
    expected = text("What should have been there, as on the wire", allow_none=True)
    received = text("What was there, as on the wire", allow_none=True)
    difference_cents = number("Received minus expected, in eurocents", allow_none=True)
    owner = text("Who must act; nobody needs to mend a warning", validate=OneOf([*Owner]))


class ClientSchema(Shape):
    """The codes of one client; with anything but 0200 all its lines fall."""

    bsn = text("Citizen service number")
    codes = listed(fields.String(), CODES)


class LineSchema(Shape):
    """The codes of one line (Prestatie)."""

    reference = text("ReferentieNummer")
    allocation = text("ToewijzingNummer")
    codes = listed(fields.String(), f"{CODES}; none yet while parked")
    parked = fields.Boolean(
        required=True, metadata={"description": "Waits for the municipality's own data"}
    )


class AssessmentSchema(Shape):
    """The verdict on one message. It mirrors the 325: a class that was not reached is null."""

    message = text(
        "Kind of message; null where the file cannot be read as one",
        allow_none=True, validate=OneOf([*KINDS, None]),
    )  # fmt: skip
    release = text("Release of the standard")
    outcome = text("What became of the message", validate=OneOf([*Outcome]))
    level = number("1 or 2 for a refused message, else null", allow_none=True)
    header = listed(fields.String(), f"{CODES} of the Header", allow_none=True)
    declaration = listed(fields.String(), f"{CODES} of the Declaratie", allow_none=True)
    clients = listed(ClientSchema, "Every client that was judged")
    lines = listed(LineSchema, "Every line; none when Header or Declaratie falls")
    submitted_cents = number("Signed eurocents; null when not read", allow_none=True)
    awarded_cents = number("Signed eurocents")
    findings = listed(FindingSchema, "Every rule that was broken, and where; warnings too")
    rulebook = text("Version of the rule book", allow_none=True)
    facts = text("Hash of the facts the verdict rests on", allow_none=True)
    receipt = text("The same bytes, rule book and facts give the same receipt", allow_none=True)
