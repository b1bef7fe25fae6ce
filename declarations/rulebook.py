"""What a rule is, and the book that holds them.

A rule is one named function with its code, basis, level and start date attached. It returns what
it found wrong as a ``Breach``; judging turns a breach into a finding with its place.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from declarations.facts import Allocation, DebitKey, Facts, Tariff
from declarations.findings import Owner, Severity
from declarations.model import Client, Declaration, Header, Line, Message
from declarations.running import Running
from declarations.values import value

RELEASE_3_2 = date(2023, 4, 3)
"""The first day of iWmo/iJw 3.2 in production."""


class Scope(StrEnum):
    """What a rule is asked about, in the order of judging."""

    SCHEMA = "schema"
    MESSAGE = "message"
    HEADER = "header"
    DECLARATION = "declaration"
    CLIENT = "client"
    DEBIT = "debit"
    CREDIT = "credit"
    LINE = "line"
    ANSWER = "answer"


class Needs(StrEnum):
    """What must be known about a line's allocation before a rule is asked (decisions 8 and 19)."""

    NOTHING = "nothing"
    PERIOD = "period"
    ALLOCATION = "allocation"


class Shows(StrEnum):
    """What the values in a finding are, so that they can be shown well."""

    TEXT = "text"
    DATE = "date"
    CENTS = "cents"


class Text(NamedTuple):
    """One sentence in both languages."""

    nl: str
    en: str


Value = str | int | date | None


@value(frozen=True, slots=True)
class Breach:
    """What is wrong: the element below the class, and the values; amounts in eurocents.

    ``subject`` is the value it is about; rules that are asked about one thing leave it out.
    """

    element: str = ""
    expected: Value = None
    received: Value = None
    difference_cents: int | None = None
    subject: Header | Declaration | Client | Line | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A message as the rules within one message see it; ``lines`` in the order of the document."""

    message: Message
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Case:
    """One line with the facts about it.

    ``tariffs`` are those in force on its first day, ``key`` is what TR389 compares, ``repeated``
    tells that an earlier line in the document has the same reference (TR314).
    """

    line: Line
    bsn: str
    allocation: Allocation | None
    tariffs: tuple[Tariff, ...]
    key: DebitKey
    repeated: bool
    facts: Facts
    running: Running


@dataclass(frozen=True, slots=True)
class Example:
    """A case that breaks the rule: in words, and as a change to a case that breaks none."""

    nl: str
    en: str
    change: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the book; calling it asks its question.

    From ``announced`` on, where there is such a day, it warns; from ``since`` up to and with
    ``until`` it weighs what its ``severity`` says. For a rule about lines those are days of the
    product period, for any other the day of receipt (decision 30).

    ``of_answer`` is the question it asks of an answer (325), where it is about that too. A rule
    that ``parks`` warns, and lets a line wait where its contract does.
    """

    rule: str
    code: str | None
    level: int
    scope: Scope
    elements: tuple[str, ...]
    owner: Owner
    basis: str
    text: Text
    next_step: Text
    example: Example
    check: Callable[..., Any]
    needs: Needs = Needs.NOTHING
    shows: Shows = Shows.TEXT
    severity: Severity = Severity.ERROR
    since: date = RELEASE_3_2
    until: date | None = None
    announced: date | None = None
    of_answer: Callable[..., Any] | None = None
    parks: bool = False

    def __call__(self, *subject: Any) -> Any:
        """Ask the rule; see the rule functions for what they take and return."""
        return self.check(*subject)

    @property
    def classes(self) -> tuple[str, ...]:
        """The message classes it is about, as the standard names them."""
        return tuple(dict.fromkeys(element.partition("/")[0] for element in self.elements))

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages it is about: the declaration (323), its answer (325), or both."""
        if self.scope is Scope.ANSWER:
            return ("325",)
        return ("323",) if self.of_answer is None else ("323", "325")

    def weight_on(self, day: date) -> Severity | None:
        """How much breaking the rule weighs on that day; None where it does not apply."""
        if self.until is not None and day > self.until:
            return None
        if self.since <= day:
            return self.severity
        return Severity.WARNING if self.announced is not None and self.announced <= day else None

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on that day, be it as a warning."""
        return self.weight_on(day) is not None


def rule(name: str, code: str | None, **attached: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Attach to a function what makes it a rule; the arguments are the fields of ``Rule``."""

    def attach(check: Callable[..., Any]) -> Rule:
        if attached["scope"] is Scope.ANSWER:
            attached["of_answer"] = check
        return Rule(rule=name, code=code, check=check, **attached)

    return attach


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules of one day, sorted by what they are asked about.

    ``warnings`` are rules about lines that warn on that day; all others reject.
    """

    message: tuple[Rule, ...]
    header: tuple[Rule, ...]
    declaration: tuple[Rule, ...]
    client: tuple[Rule, ...]
    credit: tuple[Rule, ...]
    debit_unallocated: tuple[Rule, ...]
    debit_deleted: tuple[Rule, ...]
    debit: tuple[Rule, ...]
    warnings: tuple[Rule, ...] = ()


class RuleBook:
    """A set of rules with a version.

    Only a rule about lines can warn: what a message as a whole breaks leaves nothing to judge.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.by_name = {rule.rule: rule for rule in self.rules}
        self._turns = sorted({day for each in self.rules for day in _turns(each)})
        self._between: dict[int, InForce] = {}

    @cached_property
    def version(self) -> str:
        """SHA-256 of the core's own source text: it changes when anything that judges changes."""
        digest = hashlib.sha256()
        for path, source in sorted(_sources(files("declarations"))):
            digest.update(f"{path}\0{len(source)}\0".encode() + source)
        digest.update(repr([rule.rule for rule in self.rules]).encode())
        return digest.hexdigest()

    def on(self, day: date) -> InForce:
        """The rules in force on a day; before the release began, those of its first day."""
        day = max(day, RELEASE_3_2)
        turn = bisect_right(self._turns, day)
        found = self._between.get(turn)
        if found is None:
            found = self._between[turn] = self._sorted(day)
        return found

    def _sorted(self, day: date) -> InForce:
        rejecting = [rule for rule in self.rules if rule.weight_on(day) is Severity.ERROR]
        warning = [rule for rule in self.rules if rule.weight_on(day) is Severity.WARNING]

        def asked(*scopes: Scope, without: Iterable[Needs] = ()) -> tuple[Rule, ...]:
            left_out = set(without)
            return tuple(r for r in rejecting if r.scope in scopes and r.needs not in left_out)

        debits = (Scope.DEBIT, Scope.LINE)
        return InForce(
            message=asked(Scope.MESSAGE),
            header=asked(Scope.HEADER),
            declaration=asked(Scope.DECLARATION),
            client=asked(Scope.CLIENT),
            credit=asked(Scope.CREDIT, Scope.LINE),
            debit_unallocated=asked(*debits, without=(Needs.PERIOD, Needs.ALLOCATION)),
            debit_deleted=asked(*debits, without=(Needs.ALLOCATION,)),
            debit=asked(*debits),
            warnings=tuple(r for r in warning if r.scope in debits),
        )


def _turns(rule: Rule) -> Iterable[date]:
    """The days on which a rule begins to weigh something else."""
    yield rule.since
    if rule.announced is not None:
        yield rule.announced
    if rule.until is not None:
        yield rule.until + timedelta(days=1)


def _sources(folder: Traversable, prefix: str = "") -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry.read_bytes()
