"""Turning what a rule found wrong into a finding with its place in the message."""

from __future__ import annotations

from dataclasses import replace

from declarations.findings import Finding, Location, Owner, Severity
from declarations.identifiers import without_citizen_numbers
from declarations.model import Message
from declarations.rulebook import Breach, Rule, Value


class Places:
    """Where each value of a message stands; made only when a rule within the message is broken."""

    def __init__(self, message: Message) -> None:
        self.found: dict[int, tuple[Location, int | None]] = {
            id(message.header): (Location("Header"), None),
            id(message.declaration): (Location(), None),
        }
        for position, client in enumerate(message.declaration.clients, 1):
            self.found[id(client)] = (Location(client=position), client.source_line)
            for number, line in enumerate(client.lines, 1):
                place = Location(client=position, line=number)
                self.found[id(line)] = (place, line.source_line)

    def of(self, subject: object) -> tuple[Location, int | None]:
        """The place of a header, declaration, client or line, and the line of the file."""
        return self.found[id(subject)]


def placed(
    rule: Rule,
    breach: Breach,
    place: Location,
    source_line: int | None,
    line: int | None = None,
) -> Finding:
    """The finding of a rule at a place; ``line`` as in ``Finding``."""
    where = Location(place.section, place.client, place.line, breach.element)
    return Finding(
        rule=rule.rule,
        code=rule.code,
        level=rule.level,
        severity=rule.severity,
        owner=rule.owner,
        path=where.path,
        source_line=source_line or None,
        expected=_text(breach.expected),
        received=_text(breach.received),
        difference_cents=breach.difference_cents,
        line=line,
    )


def warned(
    rule: Rule, breach: Breach, place: Location, source_line: int | None, line: int
) -> Finding:
    """The warning of a rule at a place: no return code, as nothing is returned for it.

    Whoever must mend such an error later on, the move is the municipality's, who may look at it.
    """
    found = placed(rule, breach, place, source_line, line)
    return replace(found, code=None, severity=Severity.WARNING, owner=Owner.MUNICIPALITY)


def _text(value: Value) -> str | None:
    """A value for a finding; what a sender chose himself may be a citizen number."""
    if isinstance(value, str):
        return without_citizen_numbers(value)
    return None if value is None else str(value)
