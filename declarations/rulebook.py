"""What a rule is, and the book that holds them.

A rule is one named function with its code, basis, level and start date attached. It returns what
it found wrong as a ``Breach``; judging turns a breach into a finding with its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from declarations.facts import Allocation, DebitKey, Facts, Tariff
from declarations.findings import Owner, Severity
from declarations.model import Client, Declaration, Header, Line, Message

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


@dataclass(frozen=True, slots=True)
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
class Running:
    """What the lines judged so far have changed; credits come first, then debits (decision 4)."""

    live: set[DebitKey]


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
    """A rule of the book; calling it asks its question."""

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

    def __call__(self, *subject: Any) -> Any:
        """Ask the rule; see the rule functions for what they take and return."""
        return self.check(*subject)

    @property
    def classes(self) -> tuple[str, ...]:
        """The message classes it is about, as the standard names them."""
        return tuple(dict.fromkeys(element.partition("/")[0] for element in self.elements))

    def in_force(self, day: date) -> bool:
        """Whether the rule applies to what is judged on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


def rule(name: str, code: str | None, **attached: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Attach to a function what makes it a rule; the arguments are the fields of ``Rule``."""

    def attach(check: Callable[..., Any]) -> Rule:
        return Rule(rule=name, code=code, check=check, **attached)

    return attach


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules of one day, sorted by what they are asked about."""

    message: tuple[Rule, ...]
    header: tuple[Rule, ...]
    declaration: tuple[Rule, ...]
    client: tuple[Rule, ...]
    credit: tuple[Rule, ...]
    debit_unallocated: tuple[Rule, ...]
    debit_deleted: tuple[Rule, ...]
    debit: tuple[Rule, ...]


class RuleBook:
    """A set of rules with a version."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.by_name = {rule.rule: rule for rule in self.rules}
        self.on = lru_cache(maxsize=16)(self._on)

    @cached_property
    def version(self) -> str:
        """SHA-256 of the core's own source text: it changes when anything that judges changes."""
        digest = hashlib.sha256()
        for path, source in sorted(_sources(files("declarations"))):
            digest.update(f"{path}\0{len(source)}\0".encode() + source)
        digest.update(repr([rule.rule for rule in self.rules]).encode())
        return digest.hexdigest()

    def _on(self, day: date) -> InForce:
        """The rules in force on a day; before the release began, those of its first day."""
        active = [rule for rule in self.rules if rule.in_force(max(day, RELEASE_3_2))]

        def asked(*scopes: Scope, without: Iterable[Needs] = ()) -> tuple[Rule, ...]:
            left_out = set(without)
            return tuple(r for r in active if r.scope in scopes and r.needs not in left_out)

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
        )


def _sources(folder: Traversable, prefix: str = "") -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry.read_bytes()
