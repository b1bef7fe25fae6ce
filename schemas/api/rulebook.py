"""The JSON of the rule book, for ``portal rules --json`` and the API."""

from __future__ import annotations

from typing import Any

from declarations.rulebook import Rule, RuleBook


def rulebook_json(book: RuleBook) -> list[dict[str, Any]]:
    """Every rule as a JSON object, in the order of judging; dates ISO."""
    return [rule_json(rule) for rule in book.rules]


def rule_json(rule: Rule) -> dict[str, Any]:
    """One rule with its wording in both languages."""
    return {
        "code": rule.code,
        "rule": rule.rule,
        "level": rule.level,
        "severity": rule.severity.value,
        "messages": list(rule.messages),
        "class": ", ".join(rule.classes),
        "elements": list(rule.elements),
        "owner": rule.owner.value,
        "text": {"nl": rule.text.nl, "en": rule.text.en},
        "next_step": {"nl": rule.next_step.nl, "en": rule.next_step.en},
        "basis": rule.basis,
        "announced": rule.announced.isoformat() if rule.announced else None,
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "example": {"nl": rule.example.nl, "en": rule.example.en},
    }
