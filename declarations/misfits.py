"""Awarded lines held against what counts now: which of them would not be awarded any more.

An allocation may change for months that were declared already, and so may a tariff. What was
awarded stays awarded (decision 12); this tells which lines that is about, and by which rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from declarations.asking import rules_for
from declarations.facts import Allocation, Facts
from declarations.findings import Finding, Location
from declarations.model import Line
from declarations.placing import placed
from declarations.rulebook import Breach, Case, Rule, RuleBook
from declarations.running import Running
from declarations.tariffs import tariffs_on


@dataclass(frozen=True, slots=True)
class Standing:
    """A debit line that was awarded and not credited; ``id`` is whatever knows it again."""

    id: int
    line: Line


@dataclass(frozen=True, slots=True)
class Misfit:
    """A line that would be rejected now, with what it breaks in the order of the rule book."""

    id: int
    line: Line
    findings: tuple[Finding, ...]


def misfits(
    standing: Iterable[Standing], allocated: Allocation, known: Facts, rulebook: RuleBook
) -> list[Misfit]:
    """Which of all standing lines on one allocation do not fit it, or their tariff, as of now.

    ``standing`` is in the order in which the lines were awarded; ``known`` has the tariffs and
    categories of now. Lines are asked the rules of their own time, in the order of their first
    day, so that what may not pass a limit together passes it with the last ones (decision 4).
    What they were held against when they came, such as used numbers, is not asked again.
    """
    asked = Facts(known.today, tariffs=known.tariffs, categories=known.categories)
    running = Running(set())
    found = []
    for each in sorted(standing, key=lambda one: one.line.start):
        broken = _broken(each.line, allocated, asked, rulebook, running)
        if broken:
            findings = tuple(placed(rule, breach, Location(), None) for rule, breach in broken)
            found.append(Misfit(each.id, each.line, findings))
        else:
            running.spent_on(allocated).add(each.line, allocated)
    return found


def _broken(
    line: Line, allocated: Allocation, known: Facts, rulebook: RuleBook, running: Running
) -> list[tuple[Rule, Breach]]:
    agreed = known.tariffs.get((line.category, line.code), ())
    tariffs = tariffs_on(agreed, line.start, allocated)
    key = (line.allocation, line.category, line.code, line.month)
    case = Case(line, "", allocated, tariffs, key, False, known, running)
    rules = rules_for(rulebook.on(line.start), line, allocated)
    return [(rule, breach) for rule in rules if (breach := rule.check(case)) is not None]
