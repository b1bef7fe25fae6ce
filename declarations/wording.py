"""Findings in words, in the language of the reader."""

from __future__ import annotations

from datetime import date

from declarations.findings import Finding
from declarations.over_ceilings import is_ceiling, sentence_of
from declarations.own_check_sorts import UNNAMED, is_own, sort_of
from declarations.rulebook import RuleBook, Shows, Text

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_VALUES = {"nl": ("verwacht", "ontvangen"), "en": ("expected", "received")}


def euros(cents: int, language: str) -> str:
    """An amount in eurocents as people write it: ``€ 1.234,56`` or ``€ 1,234.56``."""
    amount = f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    if language == "nl":
        amount = amount.translate(str.maketrans(",.", ".,"))
    return f"€ {'-' if cents < 0 else ''}{amount}"


def day(value: date, language: str) -> str:
    """A date as people write it: ``6 mei 2026``."""
    return f"{value.day} {_MONTHS[language].split()[value.month - 1]} {value.year}"


def _shown(value: str, shows: Shows, language: str) -> str:
    if shows is Shows.CENTS:
        return euros(int(value), language)
    return day(date.fromisoformat(value), language) if shows is Shows.DATE else value


def describe(finding: Finding, rulebook: RuleBook, language: str) -> str:
    """What a finding says: the rule, and what was expected and received.

    ``language`` is ``nl`` or ``en``. Raises ``KeyError`` for a rule that is neither in the book
    nor a check of a municipality.
    """
    text, shows = _wording(finding, rulebook)
    sentence = text.nl if language == "nl" else text.en
    values = [
        f"{word}: {_shown(value, shows, language)}"
        for word, value in zip(_VALUES[language], (finding.expected, finding.received), strict=True)
        if value is not None
    ]
    if not values:
        return sentence
    joined = "; ".join(values)
    return f"{sentence} {joined[0].upper()}{joined[1:]}."


def _wording(finding: Finding, rulebook: RuleBook) -> tuple[Text, Shows]:
    if is_ceiling(finding.rule):
        shows = Shows.TEXT if finding.detail == "volume" else Shows.CENTS
        return sentence_of(finding.detail), shows
    if is_own(finding.rule):
        sort = sort_of(finding)
        return (sort.text, sort.shows) if sort else (UNNAMED, Shows.TEXT)
    rule = rulebook.by_name[finding.rule]
    return rule.text, rule.shows
