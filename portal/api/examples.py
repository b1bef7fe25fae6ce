"""What the description of the API shows by example; a declaration of made-up people."""

from __future__ import annotations

from typing import Any

from declarations.example import valid
from declarations.rules import RULEBOOK
from schemas.api.verdicts import AssessmentSchema
from schemas.istandaarden.declaration_writer import write_declaration

BATCH = "bcdfghjkmnpqrstv"
ONE_OR_MANY: dict[str, Any] = {
    "oneOf": [AssessmentSchema, {"type": "array", "items": AssessmentSchema}]
}
ASSESSMENT: dict[str, Any] = {
    "message": "wmo323",
    "release": "3.2",
    "outcome": "partly_awarded",
    "level": None,
    "header": ["0200"],
    "declaration": ["0200"],
    "clients": [{"bsn": "999900006", "codes": ["0200"]}],
    "lines": [
        {"reference": "RN001", "allocation": "20072", "codes": ["9346"], "parked": False},
        {"reference": "RN002", "allocation": "200730", "codes": ["0200"], "parked": False},
    ],
    "submitted_cents": 29001,
    "awarded_cents": 24000,
    "findings": [
        {
            "code": "9346",
            "rule": "TR346",
            "level": 4,
            "severity": "error",
            "location": "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
            "/IngediendBedrag/Bedrag",
            "line": 49,
            "message": RULEBOOK.by_name["TR346"].text.en,
            "expected": "5000",
            "received": "5001",
            "difference_cents": 1,
            "owner": "provider",
        }
    ],
    "rulebook": RULEBOOK.version,
    "facts": "0" * 64,
    "receipt": "1" * 64,
}


def declaration() -> str:
    """A declaration message with one line."""
    return write_declaration(valid().message).decode()
