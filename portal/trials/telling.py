"""What a trial told, as it is kept: codes, causes and findings, without anything of a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from declarations.findings import NO_REMARK, Assessment, Finding, Owner, Severity
from declarations.identifiers import without_citizen_numbers
from declarations.trials import Codes, Told
from portal.intake.kept_findings import finding_to_keep, kept_finding

MOST = 1_000
"""Findings that are kept; the causes count all of them."""


@dataclass(frozen=True, slots=True)
class TriedFinding:
    """A finding with the line it is about: its reference and signed eurocents, None for none."""

    finding: Finding
    reference: str | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class TriedCause:
    """A rule that would be broken: by how many lines (signed eurocents), at how many places.

    ``warning`` says that it is no reason to reject anything; ``detail`` as in ``Finding``.
    """

    rule: str
    code: str | None
    owner: Owner
    warning: bool
    places: int
    lines: int
    cents: int
    detail: str | None = None


def codes_to_keep(told: Told) -> dict[str, Any]:
    """The codes of a verdict; of clients and lines those that are not simply awarded."""
    return {
        "header": told.header,
        "declaration": told.declaration,
        "clients": _exceptions(told.clients),
        "lines": _exceptions(told.lines),
    }


def kept_codes(kept: Mapping[str, Any]) -> Told:
    """The codes that were kept."""
    return Told(
        _codes(kept["header"]), _codes(kept["declaration"]), _all(kept["clients"]),
        _all(kept["lines"]),
    )  # fmt: skip


def _exceptions(every: Sequence[Codes]) -> list[Any]:
    others = {str(n): list(codes) for n, codes in enumerate(every) if codes != NO_REMARK}
    return [len(every), others]


def _all(kept: Sequence[Any]) -> tuple[Codes, ...]:
    count, others = kept
    return tuple(tuple(others.get(str(n), NO_REMARK)) for n in range(count))


def _codes(kept: Sequence[str] | None) -> Codes | None:
    return None if kept is None else tuple(kept)


def findings_to_keep(verdict: Assessment) -> list[Any]:
    """The first findings in the order of the file, with what names the line to its sender."""
    return [
        [finding_to_keep(finding), *_line(verdict, finding)] for finding in verdict.findings[:MOST]
    ]


def kept_findings(kept: Sequence[Any]) -> tuple[TriedFinding, ...]:
    """The findings that were kept."""
    return tuple(TriedFinding(kept_finding(each), *line) for each, *line in kept)


def _line(verdict: Assessment, finding: Finding) -> tuple[str | None, int | None]:
    if finding.line is None or not verdict.lines:
        return None, None
    line = verdict.lines[finding.line - 1].line
    return without_citizen_numbers(line.reference), line.signed_cents


def causes_to_keep(verdict: Assessment) -> list[Any]:
    """Every rule that was broken, with the most money first; what only warns comes last."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in verdict.findings:
        found.setdefault((finding.rule, finding.severity), []).append(finding)
    causes = [_cause(verdict, together) for together in found.values()]
    return sorted(causes, key=lambda each: (each[3], -abs(each[6]), -each[4], each[0]))


def _cause(verdict: Assessment, together: Sequence[Finding]) -> list[Any]:
    first = together[0]
    cents = {
        finding.line: amount
        for finding in together
        if (amount := _line(verdict, finding)[1]) is not None
    }
    return [
        first.rule, first.code, first.owner.value, first.severity is Severity.WARNING,
        len(together), len(cents), sum(cents.values()), first.detail,
    ]  # fmt: skip


def kept_causes(kept: Sequence[Any]) -> tuple[TriedCause, ...]:
    """The causes that were kept."""
    return tuple(
        TriedCause(rule, code, Owner(owner), *counted) for rule, code, owner, *counted in kept
    )
