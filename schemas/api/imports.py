"""What became of a message that brings in allocations (301), or starts and stops (305, 307)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import fields

from declarations.findings import Finding
from declarations.rulebook import Text
from schemas.api.assessment import Say, finding_json
from schemas.api.fields import Shape, listed, number, text
from schemas.api.problems import RefusalSchema
from schemas.api.verdicts import FindingSchema
from schemas.wording import describe


def _retour(kind: str) -> fields.Integer:
    description = f"The {kind}: GET /returns/{{retour}}; null where the form is at fault"
    return number(description, allow_none=True)


class AllocationsSchema(Shape):
    """What one 301 brought in, counted in allocations."""

    message = text("wmo301 or jw301; null where it cannot be read as one", allow_none=True)
    added = number("New allocations")
    changed = number("Allocations with a new version")
    superseded = number("Versions kept though a later one counts")
    unchanged = number("What was known already")
    unfit_lines = number("Awarded lines that no longer fit what was changed; they stay awarded")
    unfit_cents = number("What those lines come to, in eurocents")
    findings = listed(FindingSchema, "Why nothing of it was stored; warnings stand with what was")
    retour = _retour("302")


class CareReportsSchema(Shape):
    """What one 305 or 307 brought in, counted in starts or stops."""

    message = text("Kind of message; null where it cannot be read as one", allow_none=True)
    added = number("Reports that were stored")
    unchanged = number("What was known already")
    left_out = number("Reports that are about no allocation known here")
    findings = listed(FindingSchema, "What is wrong; with anything wrong none of it counts")
    retour = _retour("306 or 308")


class RefusedAllocationsSchema(RefusalSchema):
    """Allocations of which nothing was stored."""

    messages = fields.List(fields.Nested(AllocationsSchema), required=True)


class RefusedCareReportsSchema(RefusalSchema):
    """Starts and stops of which nothing was stored."""

    messages = fields.List(fields.Nested(CareReportsSchema), required=True)


def say_by(text_of: Callable[[str], Text]) -> Say:
    """Sentences of findings on these messages; ``text_of`` knows those of their own rules."""

    def say(finding: Finding, language: str) -> str:
        if finding.detail:
            return describe(finding, language)
        both = text_of(finding.rule)
        return both.en if language == "en" else both.nl

    return say


def import_json(
    kind: str | None, counts: dict[str, int], findings: Sequence[Finding], say: Say, language: str
) -> dict[str, Any]:
    """One import as a JSON object, with its counts and sentences in ``nl`` or ``en``."""
    told = [finding_json(each, language, say) for each in findings]
    return {"message": kind, **counts, "findings": told}
