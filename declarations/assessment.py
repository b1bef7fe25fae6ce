"""Judging a message: the rules of each level in turn, from the header down to the lines.

``assess`` is total and pure: any message that its schema let through, with the facts about it,
gives one complete verdict; the same input gives the same verdict for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from declarations.facts import EMPTY, Allocation, Facts, Tariff
from declarations.findings import (
    FULLY_AWARDED,
    NO_REMARK,
    NOT_JUDGED,
    TECHNICAL_FAULT,
    Assessment,
    ClientVerdict,
    Finding,
    LineVerdict,
    Location,
    Outcome,
)
from declarations.identifiers import without_citizen_numbers
from declarations.model import Client, Declaration, Header, Line, Message
from declarations.rulebook import Breach, Case, Form, InForce, Rule, RuleBook, Running, Value


def assess(message: Message, facts: Facts, rulebook: RuleBook) -> Assessment:
    """Judge a 323 by the rules in force on the day of the facts: levels 2, 3 and 4 in turn."""
    return _Judging(message, facts, rulebook).verdict()


class _Turn(NamedTuple):
    """A line that waits to be judged; the first three fields give the order of turns."""

    debit: bool
    first: date
    place: int
    client_number: int
    line_number: int
    client: Client
    line: Line


class _Judging:
    """One message on its way to a verdict."""

    def __init__(self, message: Message, facts: Facts, rulebook: RuleBook) -> None:
        self.message = message
        self.facts = facts
        self.rulebook = rulebook
        self.rules: InForce = rulebook.on(facts.today)
        self.lines = tuple(message.lines())
        self.repeated = _repeated_references(self.lines)
        self.findings: list[Finding] = []
        self.tariffs: dict[tuple[str, str, date], tuple[Tariff, ...]] = {}

    def verdict(self) -> Assessment:
        if self._breaks_form():
            return self._ended(Outcome.REFUSED, header=TECHNICAL_FAULT, level=2)
        if codes := self._ask(self.rules.header, self.message.header):
            return self._ended(Outcome.REJECTED, header=codes)
        if codes := self._ask(self.rules.declaration, self.message.declaration):
            return self._ended(Outcome.REJECTED, header=NO_REMARK, declaration=codes)
        clients = [self._client(n, c) for n, c in enumerate(self.message.declaration.clients, 1)]
        return self._judged(clients, self._judge_lines(clients))

    def _breaks_form(self) -> bool:
        form = Form(self.message, self.lines)
        found = [(rule, breach) for rule in self.rules.message for breach in rule.check(form)]
        if found:
            places = _Places(self.message)
            self.findings += [_finding(r, b, *places.of(b.subject)) for r, b in found]
        return bool(found)

    def _ask(self, rules: Iterable[Rule], subject: Header | Declaration) -> tuple[str, ...]:
        section = "Header" if isinstance(subject, Header) else "Declaratie"
        broken = [(r, b) for r in rules if (b := r.check(self.message, self.facts))]
        self.findings += [_finding(r, b, Location(section), None) for r, b in broken]
        return _ascending(rule.code for rule, _ in broken)

    def _client(self, position: int, client: Client) -> ClientVerdict:
        broken = [(r, b) for r in self.rules.client if (b := r.check(client, self.facts))]
        if not broken:
            return ClientVerdict(client, NO_REMARK)
        place = Location(client=position)
        self.findings += [_finding(r, b, place, client.source_line) for r, b in broken]
        return ClientVerdict(client, _ascending(rule.code for rule, _ in broken))

    def _judge_lines(self, clients: Sequence[ClientVerdict]) -> list[LineVerdict]:
        """Judge credits first, then debits by their first day and place (decision 4)."""
        verdicts: list[LineVerdict | None] = [None] * len(self.lines)
        queue: list[_Turn] = []
        index = 0
        for position, (client, outcome) in enumerate(
            ((each.client, each.codes) for each in clients), 1
        ):
            for number, line in enumerate(client.lines, 1):
                if outcome is NO_REMARK:
                    first = date.min if line.credit else line.start
                    turn = _Turn(not line.credit, first, index, position, number, client, line)
                    queue.append(turn)
                else:
                    verdicts[index] = LineVerdict(client, line, NOT_JUDGED)
                index += 1
        queue.sort(key=lambda turn: turn[:3])
        running = Running(set(self.facts.live_debits))
        for turn in queue:
            verdicts[turn.place] = self._line(turn, running)
        self.findings.sort(key=lambda finding: finding.line or 0)
        return [verdict for verdict in verdicts if verdict is not None]

    def _line(self, turn: _Turn, running: Running) -> LineVerdict:
        client, line, position = turn.client, turn.line, turn.place + 1
        allocated = self.facts.allocations.get(client.bsn, EMPTY).get(line.allocation)
        tariffs = self._tariffs(line)
        key = (line.allocation, line.category, line.code, line.month)
        repeated = position in self.repeated
        case = Case(line, client.bsn, allocated, tariffs, key, repeated, self.facts, running)
        broken = [
            (rule, breach)
            for rule in self._rules_for(line, allocated)
            if (breach := rule.check(case)) is not None
        ]
        contract = self._contract(line, tariffs)
        version = allocated.version if allocated else None
        if not broken:
            # an awarded line counts for the lines after it
            (running.live.discard if line.credit else running.live.add)(key)
            return LineVerdict(client, line, NO_REMARK, contract, version)
        where = Location(client=turn.client_number, line=turn.line_number)
        self.findings += [_finding(r, b, where, line.source_line, position) for r, b in broken]
        codes = _ascending(rule.code for rule, _ in broken)
        return LineVerdict(client, line, codes, contract, version)

    def _contract(self, line: Line, tariffs: Sequence[Tariff]) -> int | None:
        """The contract a line is booked on: that of its product, and of a credit its debit's."""
        if line.credit:
            debit = self.facts.earlier.get(line.previous_reference or "")
            return debit.contract if debit else None
        return tariffs[0].contract if tariffs else None

    def _rules_for(self, line: Line, allocated: Allocation | None) -> tuple[Rule, ...]:
        if line.credit:
            return self.rules.credit
        if allocated is None:
            return self.rules.debit_unallocated
        return self.rules.debit_deleted if allocated.deleted else self.rules.debit

    def _tariffs(self, line: Line) -> tuple[Tariff, ...]:
        """The contracted tariffs of the product on the first day of the line (decision 22)."""
        key = (line.category, line.code, line.start)
        found = self.tariffs.get(key)
        if found is None:
            agreed = self.facts.tariffs.get((line.category, line.code), ())
            found = tuple(each for each in agreed if each.covers(line.start))
            self.tariffs[key] = found
        return found

    def _judged(self, clients: Sequence[ClientVerdict], lines: Sequence[LineVerdict]) -> Assessment:
        awarded = [each.line.signed_cents for each in lines if each.awarded]
        outcome = Outcome.PARTLY_AWARDED
        if len(awarded) == len(lines):
            outcome = Outcome.AWARDED
        elif not awarded:
            outcome = Outcome.REJECTED
        return self._ended(
            outcome,
            header=NO_REMARK,
            declaration=FULLY_AWARDED if outcome is Outcome.AWARDED else NO_REMARK,
            clients=tuple(clients),
            lines=tuple(lines),
            awarded=sum(awarded),
        )

    def _ended(
        self,
        outcome: Outcome,
        *,
        header: tuple[str, ...],
        level: int | None = None,
        declaration: tuple[str, ...] | None = None,
        clients: tuple[ClientVerdict, ...] = (),
        lines: tuple[LineVerdict, ...] = (),
        awarded: int = 0,
    ) -> Assessment:
        known = self.facts.fingerprint()
        told = (
            self.message.digest, self.rulebook.version, known, outcome, header, declaration,
            [each.codes for each in clients], [each.codes for each in lines],
        )  # fmt: skip
        return Assessment(
            kind=self.message.kind,
            outcome=outcome,
            level=level,
            header=header,
            declaration=declaration,
            clients=clients,
            lines=lines,
            submitted_cents=self.message.declaration.signed_total,
            awarded_cents=awarded,
            findings=tuple(self.findings),
            rulebook=self.rulebook.version,
            facts=known,
            receipt=hashlib.sha256(repr(told).encode()).hexdigest(),
        )


class _Places:
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
        return self.found[id(subject)]


def _finding(
    rule: Rule,
    breach: Breach,
    place: Location,
    source_line: int | None,
    line: int | None = None,
) -> Finding:
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


def _text(value: Value) -> str | None:
    """A value for a finding; what a sender chose himself may be a citizen number."""
    if isinstance(value, str):
        return without_citizen_numbers(value)
    return None if value is None else str(value)


def _ascending(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({code for code in codes if code is not None}))


def _repeated_references(lines: Sequence[Line]) -> frozenset[int]:
    """The positions of lines whose reference an earlier line in the document has (TR314)."""
    if len({line.reference for line in lines}) == len(lines):
        return frozenset()
    seen: set[str] = set()
    repeated = []
    for position, line in enumerate(lines, 1):
        if line.reference in seen:
            repeated.append(position)
        seen.add(line.reference)
    return frozenset(repeated)
