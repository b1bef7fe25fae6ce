"""Findings as JSON, and back: what is kept of a file that did not come in, or was only tried."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from declarations.findings import Finding, Owner, Severity


def finding_to_keep(finding: Finding) -> dict[str, Any]:
    """What is kept of a finding: its values, without those that are empty."""
    return {key: value for key, value in asdict(finding).items() if value is not None}


def kept_finding(kept: dict[str, Any]) -> Finding:
    """The finding that was kept."""
    words = {"severity": Severity(kept["severity"]), "owner": Owner(kept["owner"])}
    return Finding(**{"code": None, **kept, **words})
