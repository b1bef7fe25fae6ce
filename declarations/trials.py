"""Whether a message got the verdict that a trial told, and what changed where it did not.

A trial promises: the same bytes on the same facts by the same rules give the same verdict. So a
difference always has a cause that can be named: an allocation, a tariff, an earlier line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from declarations.facts import EMPTY, Facts
from declarations.findings import Assessment
from declarations.model import Line, Message

Codes = tuple[str, ...]


class Cause(StrEnum):
    """What can have changed between a trial and the verdict."""

    IDENTIFICATION = "identification"
    NUMBER = "number"
    PERIOD = "period"
    LISTED = "listed"
    CLIENT = "client"
    ALLOCATION = "allocation"
    PRODUCT = "product"
    REFERENCE = "reference"
    MONTH = "month"
    VOLUME = "volume"
    DEBIT = "debit"
    WAITING = "waiting"
    SAME_MESSAGE = "same-message"
    RULES = "rules"
    DAY = "day"


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """Something that changed; ``about`` names which one, as far as the sender knows it.

    It is the number of an allocation (for ``MONTH`` with the month behind it), a product as
    category and code, or the reference of a line; empty where the cause says all.
    """

    cause: Cause
    about: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The return codes of a verdict, by class; of a line that waits there are none.

    ``header`` and ``declaration`` are None where judging did not reach them.
    """

    header: Codes | None
    declaration: Codes | None
    clients: tuple[Codes, ...]
    lines: tuple[Codes, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a verdict rested on: its facts, and the version of the rule book."""

    facts: Facts
    rulebook: str | None


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where two verdicts on one message differ: as a whole, or on lines (positions from 1)."""

    whole: bool
    positions: tuple[int, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return self.whole or bool(self.positions)


def told(verdict: Assessment) -> Told:
    """The codes of a verdict."""
    return Told(
        verdict.header,
        verdict.declaration,
        tuple(each.codes for each in verdict.clients),
        tuple(each.codes for each in verdict.lines),
    )


def compare(message: Message, then: Told, now: Told) -> Deviation:
    """Where the codes differ; a line also where the codes of its client do.

    That every line is awarded is told of the declaration too (8001): it is no other verdict on it.
    """
    if not (then.lines and now.lines):
        same = (then.header, then.declaration) == (now.header, now.declaration)
        return Deviation(not same or bool(then.lines) != bool(now.lines), ())
    fell = _clients_that_differ(then, now)
    positions = (
        position
        for position, (was, became, client) in enumerate(
            zip(then.lines, now.lines, _client_of_lines(message), strict=True), 1
        )
        if was != became or client in fell
    )
    return Deviation(False, tuple(positions))


def _clients_that_differ(then: Told, now: Told) -> set[int]:
    pairs = zip(then.clients, now.clients, strict=True)
    return {place for place, (was, became) in enumerate(pairs) if was != became}


def _client_of_lines(message: Message) -> Iterator[int]:
    for place, client in enumerate(message.declaration.clients):
        for _ in client.lines:
            yield place


def reasons(
    message: Message, deviation: Deviation, then: Basis, now: Basis
) -> dict[Reason, tuple[int, ...]]:
    """What changed for whatever differs, each with the positions of the lines it touches.

    A line for which nothing it is held against changed differs because another line of the
    message does, or by the rules or the day alone. Reasons about the whole message have no lines.
    """
    if deviation.whole:
        return dict.fromkeys([*_of_message(then.facts, now.facts), *_beyond(then, now)], ())
    owned = [(c.bsn, line) for c in message.declaration.clients for line in c.lines]
    found = {n: list(_of_line(*owned[n - 1], then.facts, now.facts)) for n in deviation.positions}
    moved = {owned[n - 1][1].allocation for n, each in found.items() if each}
    grouped: defaultdict[Reason, list[int]] = defaultdict(list)
    for n, each in found.items():
        beside = owned[n - 1][1].allocation in moved
        for reason in each or _by_others(beside, then, now):
            grouped[reason].append(n)
    return {reason: tuple(grouped[reason]) for reason in sorted(grouped)}


def _by_others(beside: bool, then: Basis, now: Basis) -> Sequence[Reason]:
    """Why a line differs for which nothing changed; ``beside`` a line that shares its allocation
    and for which something did, it is the other line."""
    beyond = () if beside else tuple(_beyond(then, now))
    return beyond or (Reason(Cause.SAME_MESSAGE),)


def _of_message(then: Facts, now: Facts) -> Iterator[Reason]:
    if then.municipality_listed != now.municipality_listed:
        yield Reason(Cause.LISTED)
    if then.identification_used != now.identification_used:
        yield Reason(Cause.IDENTIFICATION)
    if then.number_used != now.number_used:
        yield Reason(Cause.NUMBER)
    if then.last_period != now.last_period:
        yield Reason(Cause.PERIOD)


def _beyond(then: Basis, now: Basis) -> Iterator[Reason]:
    """What changes for everybody."""
    if then.facts.parkable != now.facts.parkable:
        yield Reason(Cause.WAITING)
    if then.rulebook != now.rulebook:
        yield Reason(Cause.RULES)
    if then.facts.today != now.facts.today:
        yield Reason(Cause.DAY)


def _of_line(bsn: str, line: Line, then: Facts, now: Facts) -> Iterator[Reason]:
    """What changed of all that this line is held against."""
    if (bsn in then.allocations) != (bsn in now.allocations):
        yield Reason(Cause.CLIENT, str(line.allocation))
    elif _allocation(bsn, line, then) != _allocation(bsn, line, now):
        yield Reason(Cause.ALLOCATION, str(line.allocation))
    product = (line.category, line.code)
    if then.tariffs.get(product) != now.tariffs.get(product) or (
        then.categories.get(line.code) != now.categories.get(line.code)
    ):
        yield Reason(Cause.PRODUCT, " ".join(product))
    if (line.reference in then.used_references) != (line.reference in now.used_references):
        yield Reason(Cause.REFERENCE, line.reference)
    yield from _of_what_was_awarded(line, then, now)


def _allocation(bsn: str, line: Line, facts: Facts) -> object:
    return facts.allocations.get(bsn, EMPTY).get(line.allocation)


def _of_what_was_awarded(line: Line, then: Facts, now: Facts) -> Iterator[Reason]:
    month = (line.allocation, line.category, line.code, line.month)
    if (month in then.live_debits) != (month in now.live_debits):
        yield Reason(Cause.MONTH, f"{line.allocation} {line.month:%Y-%m}")
    elif _nonzero(then.awarded, line) != _nonzero(now.awarded, line):
        yield Reason(Cause.VOLUME, str(line.allocation))
    debit = line.previous_reference
    if debit and then.earlier.get(debit) != now.earlier.get(debit):
        yield Reason(Cause.DEBIT, debit)


def _nonzero(awarded: Mapping[int, Mapping[str, tuple[int, int]]], line: Line) -> object:
    """What counts on the allocation; a balance that came back to nothing is no balance."""
    found = awarded.get(line.allocation, EMPTY)
    return {unit: counted for unit, counted in found.items() if any(counted)}
