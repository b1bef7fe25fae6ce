"""Judging a period again, as of then or as of now, without touching what was decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from declarations.assessment import assess
from declarations.findings import NO_REMARK
from declarations.hindsight import Change, changes
from declarations.rulebook import RuleBook
from portal.intake.again import About, decided, facts_of_now, judged_about
from portal.parties.service import party_named
from portal.store.crypto import Keyring, SealBroken
from portal.store.transaction import transaction


class AsOf(StrEnum):
    """On which facts: those of then, or the allocations, tariffs and products of today."""

    THEN = "then"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Question:
    """Which declarations to judge again, on which facts and by which book.

    ``first``, ``last`` and ``judged_by`` as in ``About``; ``municipality_id`` None for all.
    """

    first: date
    last: date
    as_of: AsOf
    rulebook: RuleBook
    municipality_id: int | None = None
    judged_by: datetime | None = None

    @property
    def about(self) -> About:
        """The messages it asks about."""
        return About(self.first, self.last, self.municipality_id, self.judged_by)


class Side(StrEnum):
    """What would become of a line that would get other codes."""

    REJECTED = "rejected"
    AWARDED = "awarded"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that would get other codes, and where it is; no citizen number in it."""

    batch: str
    message: int
    message_id: int
    provider_id: int
    provider: str
    change: Change

    @property
    def reference(self) -> str:
        """The provider's own name for the line."""
        return self.change.line.reference

    @property
    def side(self) -> Side:
        """From awarded to rejected, the other way, or other codes for the same outcome."""
        if self.change.was == NO_REMARK:
            return Side.REJECTED
        return Side.AWARDED if self.change.would == NO_REMARK else Side.OTHER


@dataclass(slots=True)
class Total:
    """Lines that would change, and what would be awarded more for them, in signed eurocents."""

    lines: int = 0
    cents: int = 0

    def add(self, cents: int) -> None:
        """Count one line."""
        self.lines += 1
        self.cents += cents


@dataclass(slots=True)
class Totals:
    """What judging again came to; ``unread`` are messages that no longer open."""

    messages: int = 0
    unread: int = 0
    rejected: Total = field(default_factory=Total)
    awarded: Total = field(default_factory=Total)
    other: Total = field(default_factory=Total)
    providers: Counter[str] = field(default_factory=Counter)
    by_rule: dict[str, Total] = field(default_factory=lambda: defaultdict(Total))

    def add(self, difference: Difference) -> None:
        """Count a line that would change."""
        change = difference.change
        sides = {Side.REJECTED: self.rejected, Side.AWARDED: self.awarded, Side.OTHER: self.other}
        sides[difference.side].add(change.cents)
        self.providers[difference.provider] += 1
        for rule in change.rules:
            self.by_rule[rule].add(change.cents)

    @property
    def changed(self) -> int:
        """How many lines would get other codes."""
        return self.rejected.lines + self.awarded.lines + self.other.lines

    @property
    def cents(self) -> int:
        """What would be awarded more in all, in signed eurocents."""
        return self.rejected.cents + self.awarded.cents


def messages_to_judge(question: Question) -> Sequence[int]:
    """The ids of the messages that the question is about."""
    with transaction() as session:
        return judged_about(session, question.about)


def judge_again(question: Question, message_id: int, keyring: Keyring) -> Iterator[Difference]:
    """Judge one message again, in a transaction that only reads; SealBroken when it won't open."""
    with transaction() as session:
        one = decided(session, message_id, keyring)
        facts = facts_of_now(session, one, keyring) if question.as_of is AsOf.NOW else one.facts
        provider_id = one.parties.provider_id
        provider = party_named(session, provider_id, None, None).name
    now = assess(one.message, facts, question.rulebook)
    for change in changes(one.message, one.verdict, now):
        yield Difference(one.batch, one.position, message_id, provider_id, provider, change)


def reassess(
    question: Question, ids: Iterable[int], keyring: Keyring, totals: Totals
) -> Iterator[list[Difference]]:
    """Judge these messages again in turn, adding up ``totals``; what each would change."""
    for message_id in ids:
        try:
            found = list(judge_again(question, message_id, keyring))
        except SealBroken:
            totals.unread += 1
            continue
        totals.messages += 1
        for difference in found:
            totals.add(difference)
        yield found
