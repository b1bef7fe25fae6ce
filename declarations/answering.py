"""Holding an answer (325) against the rules of the standard before anybody gets to see it."""

from __future__ import annotations

from declarations.answers import Reply
from declarations.findings import Finding, Owner
from declarations.identifiers import without_citizen_numbers
from declarations.rulebook import RELEASE_3_2, Breach, Rule, RuleBook, Value


def faults(reply: Reply, rulebook: RuleBook) -> tuple[Finding, ...]:
    """The rules that an answer breaks, one finding each; none for an answer that may go out."""
    day = max(reply.answer.dated, RELEASE_3_2)
    asked = ((rule, rule.of_answer) for rule in rulebook.rules if rule.in_force(day))
    return tuple(
        _finding(rule, breach)
        for rule, question in asked
        if question is not None and (breach := question(reply)) is not None
    )


def _finding(rule: Rule, breach: Breach) -> Finding:
    return Finding(
        rule=rule.rule,
        code=rule.code,
        level=rule.level,
        severity=rule.severity,
        owner=Owner.MUNICIPALITY,  # the answer is its own message
        path=f"/Bericht/{breach.element}",
        expected=_text(breach.expected),
        received=_text(breach.received),
        difference_cents=breach.difference_cents,
    )


def _text(value: Value) -> str | None:
    return None if value is None else without_citizen_numbers(str(value))
