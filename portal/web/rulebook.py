"""The public rule book: which rules and decisions a reader asked to see, and in what order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from declarations.decisions import DECISIONS, Decision, numbers_in
from declarations.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asked for; an empty field leaves nothing out."""

    words: str = ""
    level: str = ""
    message_class: str = ""
    owner: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> "Choice":
        """The choice in the query string (`q`, `level`, `class`, `owner`)."""
        return cls(
            words=arguments.get("q", "").strip()[:200],
            level=arguments.get("level", ""),
            message_class=arguments.get("class", ""),
            owner=arguments.get("owner", ""),
        )

    def admits(self, rule: Rule) -> bool:
        """Whether this rule is among what the reader asked for."""
        return (
            self.level in ("", str(rule.level))
            and (not self.message_class or self.message_class in rule.classes)
            and self.owner in ("", rule.owner)
            and all(word in searchable(rule) for word in self.words.casefold().split())
        )


def searchable(rule: Rule) -> str:
    """Everything a reader may search a rule by, in both languages."""
    texts = (*rule.text, *rule.next_step, rule.example.nl, rule.example.en)
    named = [f"besluit {number}" for number in numbers_in(rule.basis)]
    known_by = (rule.rule, rule.code or "", rule.basis, *named, *rule.elements)
    return " ".join((*known_by, *texts)).casefold()


@dataclass(frozen=True, slots=True)
class Ground:
    """One part of the basis of a rule: a source of the standard, or decisions by number."""

    source: str
    decisions: tuple[int, ...] = ()


def grounds(rule: Rule) -> list[Ground]:
    """The basis of a rule in parts, so that its decisions can be shown as links."""
    return [Ground(part, numbers_in(part)) for part in rule.basis.split("; ")]


def decisions_of(rules: Iterable[Rule], *, narrowed: bool) -> list[tuple[Decision, list[Rule]]]:
    """The decisions, each with those of these rules that rest on it.

    All of them, or when the reader narrowed the rules only what these rules rest on.
    """
    shown = tuple(rules)
    resting = {
        decision: [rule for rule in shown if decision.number in numbers_in(rule.basis)]
        for decision in DECISIONS
    }
    return [(decision, on_it) for decision, on_it in resting.items() if on_it or not narrowed]


def by_level(rules: Iterable[Rule]) -> list[tuple[int, list[Rule]]]:
    """The rules per level, the order within a level unchanged."""
    ordered = sorted(rules, key=lambda rule: rule.level)
    return [(level, list(group)) for level, group in groupby(ordered, lambda rule: rule.level)]


def levels(rules: Iterable[Rule]) -> list[str]:
    """The levels that have a rule."""
    return sorted({str(rule.level) for rule in rules})


def classes(rules: Iterable[Rule]) -> list[str]:
    """The message classes that rules are about, as the standard names them."""
    return sorted({name for rule in rules for name in rule.classes})


def owners(rules: Iterable[Rule]) -> list[str]:
    """Who may have to act."""
    return sorted({str(rule.owner) for rule in rules})
