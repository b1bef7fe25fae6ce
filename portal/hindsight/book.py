"""The rule book a question about the past is judged by."""

from __future__ import annotations

from declarations.findings import Severity
from declarations.hindsight import starting_on
from declarations.rulebook import RELEASE_3_2, Rule, RuleBook
from declarations.rules import RULEBOOK


def rules_to_come() -> list[Rule]:
    """The rules that reject only from some later day on: those that can be tried before it."""
    return [
        rule
        for rule in RULEBOOK.rules
        if rule.severity is Severity.ERROR and rule.code and rule.since > RELEASE_3_2
    ]


def book_with(rule: str) -> RuleBook:
    """The book of today, in which this rule (none if empty) rejected from the first day on.

    KeyError for a rule that is not in the book.
    """
    return starting_on(RULEBOOK, rule, RELEASE_3_2) if rule else RULEBOOK
