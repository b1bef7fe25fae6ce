"""What a message would come to if it were judged once more, beside what it came to.

Judging again changes nothing: it shows what rules, allocations and tariffs would do to lines that
were decided long ago.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from declarations.facts import EMPTY, Allocation, Awarded, DebitKey, Facts, Product, Tariff
from declarations.findings import NO_REMARK, Assessment, Finding
from declarations.model import Line, Message
from declarations.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Change:
    """A line that would get other return codes; ``position`` counts from 1 in the message.

    ``was`` and ``would`` are return codes, of the message itself where it fell as a whole.
    ``cents`` is what would be awarded more, in signed eurocents. ``rules`` are those broken then
    or now, but not both.
    """

    position: int
    line: Line
    was: tuple[str, ...]
    would: tuple[str, ...]
    cents: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known today of what a message names: see the fields of ``Facts``."""

    allocations: Mapping[str, Mapping[int, Allocation]]
    tariffs: Mapping[Product, tuple[Tariff, ...]]
    categories: Mapping[str, frozenset[str]]


def as_known_now(facts: Facts, message: Message, known: Known) -> Facts:
    """The facts a message was judged on, with the allocations, tariffs and products of today.

    What came before the message stays as it was: the numbers used, the months declared and the
    volumes awarded by then. What came after it does not count. Lines that once waited are judged
    like any other, and nothing waits again.
    """
    before = _without_own(facts, message)
    return replace(
        facts,
        allocations=known.allocations,
        tariffs=known.tariffs,
        categories=known.categories,
        live_debits=before.live,
        awarded=before.awarded,
        parts=before.parts,
        decided=facts.decided,
        parkable=frozenset(),
        settled=None,
    )


def changes(message: Message, then: Assessment, now: Assessment) -> list[Change]:
    """The lines whose return codes differ, in the order of the message."""
    found = []
    before, after = _rules_by_line(then.findings), _rules_by_line(now.findings)
    for position, line in enumerate(message.lines(), 1):
        was, would = _codes(then, position), _codes(now, position)
        if was == would:
            continue
        rules = _broken(before, position, was) ^ _broken(after, position, would)
        cents = line.signed_cents * ((would == NO_REMARK) - (was == NO_REMARK))
        found.append(Change(position, line, was, would, cents, tuple(sorted(rules))))
    return found


def starting_on(rulebook: RuleBook, name: str, since: date) -> RuleBook:
    """The same book in which one rule rejects from another day on; KeyError for no rule."""
    rulebook.by_name[name]
    return RuleBook([replace(r, since=since) if r.rule == name else r for r in rulebook.rules])


def _codes(verdict: Assessment, position: int) -> tuple[str, ...]:
    """The codes of a line, or those the whole message fell for."""
    if verdict.lines:
        return verdict.lines[position - 1].codes
    if verdict.declaration and verdict.declaration != NO_REMARK:
        return verdict.declaration
    return verdict.header or ()


def _broken(
    found: Mapping[int | None, set[str]], position: int, codes: tuple[str, ...]
) -> set[str]:
    """The rules a line fell by: its own, or else those that its client or the message broke."""
    own = found.get(position, set())
    fell = bool(codes) and codes != NO_REMARK
    return found.get(None, set()) if fell and not own else own


def _rules_by_line(findings: Sequence[Finding]) -> dict[int | None, set[str]]:
    found: dict[int | None, set[str]] = {}
    for each in findings:
        if each.code is not None:
            found.setdefault(each.line, set()).add(each.rule)
    return found


class _Before(NamedTuple):
    """What counted before a message: see the fields of ``Facts``."""

    live: frozenset[DebitKey]
    awarded: Mapping[int, Awarded]
    parts: Mapping[int, tuple[int, ...]]


def _without_own(facts: Facts, message: Message) -> _Before:
    """What counted before the message, without those of its lines that an earlier round awarded."""
    if facts.settled is None:
        return _Before(facts.live_debits, facts.awarded, facts.parts)
    live = set(facts.live_debits)
    awarded = {number: dict(found) for number, found in facts.awarded.items()}
    parts = {number: list(found) for number, found in facts.parts.items()}
    lines = list(message.lines())
    for position, decided in facts.settled.lines.items():
        line = lines[position - 1]
        if decided.codes != NO_REMARK:
            continue
        key = (line.allocation, line.category, line.code, line.month)
        (live.add if line.credit else live.discard)(key)
        counted = awarded.setdefault(line.allocation, {})
        volume, cents = counted.get(line.unit, (0, 0))
        sign = -1 if line.credit else 1
        counted[line.unit] = (volume - sign * line.volume, cents - line.signed_cents)
        _take_off(parts.get(line.allocation, []), line)
    return _Before(frozenset(live), awarded or EMPTY, {n: tuple(of) for n, of in parts.items()})


def _take_off(parts: list[int], line: Line) -> None:
    """Undo what an awarded line did to the parts of its allocation."""
    if line.credit:
        parts.append(line.amount)
    elif line.amount in parts:
        parts.remove(line.amount)
