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
    values = {"expected": finding.expected or "?", "received": finding.received or "?"}
    sentence = problem.format(**values, **_with_words(finding, chosen))
    where = _where(finding, chosen)
    return f"{where}{sentence if where else sentence[0].upper() + sentence[1:]} {action}"


def _where(finding: Finding, language: Language) -> str:
    """Line and element first, so that the reader can go there."""
    parts = []
    if finding.source_line:
        parts.append(_WHERE[language].format(line=finding.source_line))
    if element := finding.path.rpartition("/")[2]:
        parts.append(element)
    return ", ".join(parts) + ": " if parts else ""


_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "received_in": " ‘{}’", "received_not": ", niet ‘{}’",
        "expected_in": " Toegestaan: {}.", "expected_here": " Hier hoort: {}.",
    },
    "en": {
        "received_in": " ‘{}’", "received_not": ", not ‘{}’",
        "expected_in": " Allowed: {}.", "expected_here": " What belongs here: {}.",
    },
}


def _with_words(finding: Finding, language: Language) -> dict[str, str]:
    """The values with words around them, each empty where the finding has no value."""
    values = {"received": finding.received, "expected": finding.expected}
    return {
        name: words.format(value) if (value := values[name.partition("_")[0]]) else ""
        for name, words in _WORDS[language].items()
    }
