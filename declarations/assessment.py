"""Judging a message: the rules of each level in turn, from the header down to the lines.

``assess`` is total and pure: any message that its schema let through, with the facts about it,
gives one complete verdict; the same input gives the same verdict for ever.

A line that fails only for want of data of the municipality is parked where its contract lets it
wait. When the message is judged again (``Facts.settled``), only the parked lines are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from declarations.asking import repeated_references, rules_for
from declarations.facts import EMPTY, Allocation, Decision, Facts, Settled, Tariff
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
    Owner,
)
from declarations.model import Client, Declaration, Header, Line, Message
from declarations.over_ceilings import ceiling_findings
from declarations.own_checks import own_findings
from declarations.placing import Places, placed, warned
from declarations.rulebook import Breach, Case, Form, InForce, Rule, RuleBook
from declarations.running import Running
from declarations.tariffs import tariffs_on

PARKED: tuple[str, ...] = ()
"""The codes of what waits: none yet."""

NOTHING = Settled()


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
        self.settled: Settled = facts.settled or NOTHING
        self.lines = tuple(message.lines())
        self.repeated = repeated_references(self.lines)
        self.findings: list[Finding] = []
        self.in_force: dict[date, InForce] = {}
        self.tariffs: dict[tuple[str, str, date], tuple[Tariff, ...]] = {}
        self.continued = frozenset(
            product
            for product, agreed in facts.tariffs.items()
            if any(each.continuity for each in agreed)
        )

    def verdict(self) -> Assessment:
        if self.facts.settled is None and (fallen := self._falls()):
            return fallen
        clients = [self._client(n, c) for n, c in enumerate(self.message.declaration.clients, 1)]
        return self._judged(clients, self._judge_lines(clients))

    def _falls(self) -> Assessment | None:
        """The verdict on a message that is not judged down to its lines."""
        if self._breaks_form():
            return self._ended(Outcome.REFUSED, header=TECHNICAL_FAULT, level=2)
        if codes := self._ask(self.rules.header, self.message.header):
            return self._ended(Outcome.REJECTED, header=codes)
        if codes := self._ask(self.rules.declaration, self.message.declaration):
            return self._ended(Outcome.REJECTED, header=NO_REMARK, declaration=codes)
        return None

    def _breaks_form(self) -> bool:
        form = Form(self.message, self.lines)
        found = [(rule, breach) for rule in self.rules.message for breach in rule.check(form)]
        if found:
            places = Places(self.message)
            self.findings += [placed(r, b, *places.of(b.subject)) for r, b in found]
        return bool(found)

    def _ask(self, rules: Iterable[Rule], subject: Header | Declaration) -> tuple[str, ...]:
        section = "Header" if isinstance(subject, Header) else "Declaratie"
        broken = [(r, b) for r in rules if (b := r.check(self.message, self.facts))]
        self.findings += [placed(r, b, Location(section), None) for r, b in broken]
        return _ascending(rule.code for rule, _ in broken)

    def _client(self, position: int, client: Client) -> ClientVerdict:
        if codes := self.settled.clients.get(position):
            return ClientVerdict(client, codes)
        broken = [(r, b) for r in self.rules.client if (b := r.check(client, self.facts))]
        if not broken:
            return ClientVerdict(client, NO_REMARK)
        place = Location(client=position)
        self.findings += [placed(r, b, place, client.source_line) for r, b in broken]
        if _is_municipal(broken) and all(self._may_wait(client, each) for each in client.lines):
            return ClientVerdict(client, PARKED)
        return ClientVerdict(client, _ascending(rule.code for rule, _ in broken))

    def _may_wait(self, client: Client, line: Line) -> bool:
        tariffs = self._tariffs(line, self._allocated(client, line))
        return not line.credit and self._contract(line, tariffs) in self.facts.parkable

    def _judge_lines(self, clients: Sequence[ClientVerdict]) -> list[LineVerdict]:
        """Judge credits first, then debits by their first day and place (decision 4)."""
        verdicts: list[LineVerdict | None] = [None] * len(self.lines)
        queue: list[_Turn] = []
        index = 0
        for position, (client, outcome) in enumerate(
            ((each.client, each.codes) for each in clients), 1
        ):
            for number, line in enumerate(client.lines, 1):
                if (decided := self.settled.lines.get(index + 1)) is not None:
                    verdicts[index] = LineVerdict(client, line, *_values(decided))
                elif outcome is NO_REMARK:
                    first = date.min if line.credit else line.start
                    turn = _Turn(not line.credit, first, index, position, number, client, line)
                    queue.append(turn)
                else:
                    verdicts[index] = self._with_client(client, line, outcome)
                index += 1
        queue.sort()  # no two have the same place, so that nothing beyond it is compared
        known = self.facts
        running = Running(set(known.live_debits), known.awarded, parts=known.parts)
        for turn in queue:
            verdicts[turn.place] = self._line(turn, running)
        self.findings += own_findings(self.message, verdicts, self.facts)
        self.findings += ceiling_findings(self.message, verdicts, self.facts)
        self.findings.sort(key=lambda finding: finding.line or 0)
        return [verdict for verdict in verdicts if verdict is not None]

    def _with_client(self, client: Client, line: Line, outcome: tuple[str, ...]) -> LineVerdict:
        """A line that falls or waits with its client."""
        if outcome is PARKED:
            contract = self._contract(line, self._tariffs(line, self._allocated(client, line)))
            return LineVerdict(client, line, PARKED, contract, parked=True)
        return LineVerdict(client, line, NOT_JUDGED)

    def _line(self, turn: _Turn, running: Running) -> LineVerdict:
        _, _, place, client_number, line_number, client, line = turn
        position = place + 1
        rules = self._rules_of(line)
        allocated = self._allocated(client, line)
        tariffs = self._tariffs(line, allocated)
        key = (line.allocation, line.category, line.code, line.month)
        repeated = position in self.repeated
        case = Case(line, client.bsn, allocated, tariffs, key, repeated, self.facts, running)
        broken = [
            (rule, breach)
            for rule in rules_for(rules, line, allocated)
            if (breach := rule.check(case)) is not None
        ]
        contract = self._contract(line, tariffs)
        version = allocated.version if allocated else None
        if not broken:
            if rules.warnings and not line.credit:
                where = Location(client=client_number, line=line_number)
                if self._waits(rules.warnings, case, where, position, contract):
                    return LineVerdict(client, line, PARKED, contract, version, parked=True)
            running.count(line, key, allocated)
            return LineVerdict(client, line, NO_REMARK, contract, version)
        where = Location(client=client_number, line=line_number)
        self.findings += [placed(r, b, where, line.source_line, position) for r, b in broken]
        if contract in self.facts.parkable and _is_municipal(broken):
            return LineVerdict(client, line, PARKED, contract, version, parked=True)
        codes = _ascending(rule.code for rule, _ in broken)
        return LineVerdict(client, line, codes, contract, version)

    def _rules_of(self, line: Line) -> InForce:
        """The rules in force on the first day of a line: it is judged by those of its own time."""
        found = self.in_force.get(line.start)
        if found is None:
            found = self.in_force[line.start] = self.rulebook.on(line.start)
        return found

    def _waits(
        self, rules: Iterable[Rule], case: Case, where: Location, position: int,
        contract: int | None,
    ) -> bool:  # fmt: skip
        """Note what is no reason to reject a line that nothing else rejects; whether it waits."""
        line = case.line
        found = [(rule, breach) for rule in rules if (breach := rule.check(case)) is not None]
        self.findings += [
            warned(rule, breach, where, line.source_line, position) for rule, breach in found
        ]
        return contract in self.facts.parkable and any(rule.parks for rule, _ in found)

    def _contract(self, line: Line, tariffs: Sequence[Tariff]) -> int | None:
        """The contract a line is booked on: that of its product, and of a credit its debit's."""
        if line.credit:
            debit = self.facts.earlier.get(line.previous_reference or "")
            return debit.contract if debit else None
        return tariffs[0].contract if tariffs else None

    def _allocated(self, client: Client, line: Line) -> Allocation | None:
        owned: Mapping[int, Allocation] = self.facts.allocations.get(client.bsn, EMPTY)
        return owned.get(line.allocation)

    def _tariffs(self, line: Line, allocated: Allocation | None) -> tuple[Tariff, ...]:
        """The contracted tariffs of the product on the first day of the line (decision 22)."""
        if self.continued and (line.category, line.code) in self.continued:
            agreed = self.facts.tariffs[line.category, line.code]
            return tariffs_on(agreed, line.start, allocated)
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
        if any(each.parked for each in lines):
            outcome = Outcome.PARKED
        elif len(awarded) == len(lines):
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


def _is_municipal(broken: Iterable[tuple[Rule, Breach]]) -> bool:
    """Whether nothing is wrong but that the municipality's own data is missing."""
    return all(rule.owner is Owner.MUNICIPALITY for rule, _ in broken)


def _values(decided: Decision) -> tuple[tuple[str, ...], int | None, int | None]:
    return decided.codes, decided.contract, decided.allocation


def _ascending(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({code for code in codes if code is not None}))
