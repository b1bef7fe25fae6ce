"""A municipality's own checks: which are in force, and what they find in a message.

The standard lets nobody reject by rules of their own. So a check of a municipality never gives a
return code: it warns about a line that nothing else rejects, and a warning has somebody look at
the line before it is paid.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from declarations.facts import Facts, OwnCheck, Product
from declarations.findings import Finding, LineVerdict, Location, Owner, Severity
from declarations.model import Line, Message
from declarations.own_check_sorts import SORTS, Seen, product_of

LEVEL = 4
"""Of its findings: what is asked is whether a line fits what was agreed."""


@dataclass(frozen=True, slots=True)
class Awarded:
    """An awarded debit; ``client`` is whatever tells the clients of a message apart.

    ``position`` counts from 1 in the message. ``fresh`` is false for a line of an earlier round.
    """

    position: int
    client: object
    line: Line
    fresh: bool = True


def concerns(check: OwnCheck, products: Iterable[Product]) -> bool:
    """Whether a check is about any of these products."""
    return not check.products or not set(check.products).isdisjoint(products)


def struck(
    checks: Sequence[OwnCheck], lines: Iterable[Awarded], today: date
) -> Iterator[tuple[Awarded, OwnCheck, str]]:
    """Which fresh lines of one message stand out, by which check and value.

    ``lines`` are all awarded debits of the message. Those of earlier rounds count as coming
    first, so that what passes a limit is told of the line that passes it.
    """
    months: dict[tuple[object, date], list[Awarded]] = defaultdict(list)
    for each in sorted(lines, key=lambda one: (one.fresh, one.position)):
        months[each.client, each.line.month].append(each)
    for together in months.values():
        everything = frozenset(product_of(each.line) for each in together)
        for check in checks:
            yield from _struck(check, together, everything, today)


def _struck(
    check: OwnCheck, together: Sequence[Awarded], everything: frozenset[Product], today: date
) -> Iterator[tuple[Awarded, OwnCheck, str]]:
    asks, wanted = SORTS[check.kind].asks, frozenset(check.products)
    volumes: Counter[tuple[Product, str]] = Counter()
    products: set[Product] = set()
    for each in together:
        line, product = each.line, product_of(each.line)
        if wanted and product not in wanted:
            continue
        new = product not in products
        products.add(product)
        volumes[product, line.unit] += line.volume
        seen = Seen(line, volumes[product, line.unit], len(products), new, everything, today)
        if each.fresh and (value := asks(check, seen)) is not None:
            yield each, check, str(value)


def own_findings(
    message: Message, verdicts: Sequence[LineVerdict | None], facts: Facts
) -> list[Finding]:
    """The warnings of the municipality's own checks about lines that were awarded just now."""
    if not facts.own_checks:
        return []
    settled = facts.settled.lines if facts.settled else {}
    places = [
        Location(client=client, line=number)
        for client, each in enumerate(message.declaration.clients, 1)
        for number, _ in enumerate(each.lines, 1)
    ]
    awarded = (
        Awarded(position, each.client.bsn, each.line, position not in settled)
        for position, each in enumerate(verdicts, 1)
        if each is not None and each.awarded and not each.line.credit
    )
    found = struck(facts.own_checks, awarded, facts.today)
    return [_finding(line, places[line.position - 1], check, value) for line, check, value in found]


def _finding(struck: Awarded, place: Location, check: OwnCheck, value: str) -> Finding:
    where = Location(place.section, place.client, place.line, SORTS[check.kind].element)
    return Finding(
        rule=check.name,
        code=None,
        level=LEVEL,
        severity=Severity.WARNING,
        owner=Owner.MUNICIPALITY,
        path=where.path,
        source_line=struck.line.source_line or None,
        received=value,
        detail=check.kind.value,
        line=struck.position,
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A version of a check from its first day on; ``ends`` says that there is none from then."""

    check: OwnCheck
    since: date
    ends: bool = False


def in_force(planned: Iterable[Planned], day: date) -> tuple[OwnCheck, ...]:
    """The checks of a day, by number: of each the version written down last that has begun."""
    latest: dict[int, Planned] = {}
    for each in sorted(planned, key=lambda one: one.check.version):
        if each.since <= day:
            latest[each.check.number] = each
    return tuple(latest[number].check for number in sorted(latest) if not latest[number].ends)
