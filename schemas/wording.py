"""The sentences for a refusal at the door: what is wrong, where, and what to do about it."""

from __future__ import annotations

from typing import Literal

from declarations.findings import Finding
from schemas.wordings import SENTENCES

Language = Literal["nl", "en"]

_WHERE = {"nl": "Regel {line}", "en": "Line {line}"}
_BARE = {
    "XML": "malformed", "XSD": "other", "SIZE": "too_big", "ENCODING": "not_utf8",
    "ZIP": "corrupt", "SENDER": "unknown", "RECEIVER": "not_served",
}


def describe(finding: Finding, language: str = "nl") -> str:
    """The sentence for a finding of level 1 in that language (``en``, else Dutch).

    Raises KeyError for a finding of another level: those belong to the rule book.
    """
    chosen: Language = "en" if language == "en" else "nl"
    texts = SENTENCES.get((finding.rule, finding.detail or ""))
    if texts is None:
        texts = SENTENCES[finding.rule, _BARE[finding.rule]]
    problem, action = texts[chosen]
    sentence = problem.format(
        expected=finding.expected or "?", received=finding.received or "?",
        received_in=_received(finding, chosen), expected_in=_expected(finding, chosen),
        element=finding.path.rpartition("/")[2],
    )
    return f"{_where(finding, chosen)}{sentence} {action}"


def _where(finding: Finding, language: Language) -> str:
    """Line and element first, so that the reader can go there."""
    parts = []
    if finding.source_line:
        parts.append(_WHERE[language].format(line=finding.source_line))
    if element := finding.path.rpartition("/")[2]:
        parts.append(element)
    return ", ".join(parts) + ": " if parts else ""


def _received(finding: Finding, language: Language) -> str:
    if finding.received is None:
        return ""
    return f" ‘{finding.received}’"


def _expected(finding: Finding, language: Language) -> str:
    if finding.expected is None:
        return ""
    words = {"nl": " Toegestaan: {}.", "en": " Allowed: {}."}
    return words[language].format(finding.expected)
