"""The JSON of an assessment: what ``assess --json``, ``submit --json`` and the API give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from declarations.findings import Assessment, Finding, LineVerdict
from declarations.rules import RULEBOOK
from declarations.wording import describe as describe_by_rule
from schemas.wording import describe as describe_at_door

LEVEL_OF_SCHEMA = 1
Say = Callable[[Finding, str], str]
"""The sentence of a finding in ``nl`` or ``en``."""


def sentence(finding: Finding, language: str) -> str:
    """What a finding says, whether made at the door or by a rule of the book."""
    if finding.level == LEVEL_OF_SCHEMA:
        return describe_at_door(finding, language)
    return describe_by_rule(finding, RULEBOOK, language)


def assessment_json(verdict: Assessment, language: str) -> dict[str, Any]:
    """The verdict as a JSON object; texts in ``nl`` or ``en``, amounts in signed eurocents.

    It mirrors the 325: a class that judging did not reach is null.
    """
    return {
        "message": verdict.kind,
        "release": "3.2",
        "outcome": verdict.outcome.value,
        "level": verdict.level,
        "header": _codes(verdict.header),
        "declaration": _codes(verdict.declaration),
        "clients": [
            {"bsn": each.client.bsn, "codes": list(each.codes)} for each in verdict.clients
        ],
        "lines": [_line(each) for each in verdict.lines],
        "submitted_cents": verdict.submitted_cents,
        "awarded_cents": verdict.awarded_cents,
        "findings": [finding_json(each, language) for each in verdict.findings],
        "rulebook": verdict.rulebook,
        "facts": verdict.facts,
        "receipt": verdict.receipt,
    }


def finding_json(finding: Finding, language: str, say: Say = sentence) -> dict[str, Any]:
    """One finding as a JSON object, with its sentence in ``nl`` or ``en``.

    ``say`` makes the sentence: another than the usual where it is not about a declaration.
    """
    return {
        "code": finding.code,
        "rule": finding.rule,
        "level": finding.level,
        "severity": finding.severity.value,
        "location": finding.path or None,
        "line": finding.source_line,
        "message": say(finding, language),
        "expected": finding.expected,
        "received": finding.received,
        "difference_cents": finding.difference_cents,
        "owner": finding.owner.value,
    }


def _codes(codes: tuple[str, ...] | None) -> list[str] | None:
    return None if codes is None else list(codes)


def _line(verdict: LineVerdict) -> dict[str, Any]:
    return {
        "reference": verdict.line.reference,
        "allocation": str(verdict.line.allocation),
        "codes": list(verdict.codes),
        "parked": verdict.parked,
    }
