"""Which rules were asked about one line, and the values that each of them compared.

The rules are asked again, with the facts that were kept beside the verdict, but of this line
alone: a declaration of 30,000 lines is not read for one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import Allocation, EarlierDebit, Facts, Tariff
from declarations.findings import NOT_JUDGED, Finding, Severity
from declarations.model import Line
from declarations.rulebook import Case, Rule, Scope, Shows
from declarations.rules import RULEBOOK
from declarations.tariffs import tariffs_on
from portal.evidence.before import what_came_before
from portal.evidence.compared import Compared, compared_by
from portal.evidence.declared import Declared, Verdict
from portal.intake.evidence import kept_tariff
from portal.intake.records import FindingRecord, LineRecord, VerdictFactRecord
from portal.intake.snapshot import COPIED, copied_line
from portal.intake.stored import finding_of
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that was asked: whether the line (or all around it) kept it, and the values."""

    rule: str
    scope: Scope
    kept: bool
    shows: Shows
    values: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What judging asked about a line.

    ``agrees`` says whether asking again, now, comes to what was found then; None for a line that
    waits, or was decided before others of its message: the facts kept are those of the last round.
    ``same_book`` says whether that was done with the very rule book of then. ``tariff`` is what
    the contract pays. ``warnings`` reject nothing: the line was awarded with them.
    """

    asked: tuple[Asked, ...]
    agrees: bool | None
    same_book: bool
    tariff: Tariff | None
    warnings: tuple[Finding, ...] = ()

    @property
    def kept(self) -> tuple[Asked, ...]:
        """The rules that were kept."""
        return tuple(each for each in self.asked if each.kept)

    @property
    def broken(self) -> tuple[Asked, ...]:
        """The rules that were broken."""
        return tuple(each for each in self.asked if not each.kept)


def examine(
    session: Session, line: Declared, verdict: Verdict, allocated: Allocation | None
) -> Examined:
    """Ask the rules about a line again; four queries. ``allocated`` is the version of then."""
    findings = _findings(session, line)
    found = frozenset(each.rule for each in findings if each.severity is Severity.ERROR)
    kept = _kept(session, line.message_id)
    case = _case(session, line, verdict, allocated, kept)
    rules = _rules_of(line, allocated)
    again = {rule.rule: rule.check(case) is None for rule in rules}
    asked = [
        Asked(r.rule, r.scope, r.rule not in found, r.shows, compared_by(r.rule, case))
        for r in rules
    ]
    return Examined(
        asked=(*_about_the_whole(verdict.today, line), *asked),
        agrees=_agrees(line, kept, again, found),
        same_book=verdict.rulebook == RULEBOOK.version,
        tariff=case.tariffs[0] if case.tariffs else None,
        warnings=tuple(each for each in findings if each.severity is Severity.WARNING),
    )


def _findings(session: Session, line: Declared) -> list[Finding]:
    row = FindingRecord
    of_line = (row.message_id == line.message_id, row.line_id == line.id)
    return [
        finding_of(x) for x in session.scalars(select(row).where(*of_line).order_by(row.position))
    ]


def _agrees(
    line: Declared, kept: Mapping[str, Any], again: Mapping[str, bool], found: frozenset[str]
) -> bool | None:
    if line.state == "parked" or _settled_before(line, kept):
        return None
    return {rule for rule, passed in again.items() if not passed} == found & set(again)


def _settled_before(line: Declared, kept: Mapping[str, Any]) -> bool:
    """Whether the line was decided in a round before the one whose facts were kept."""
    return str(line.position) in kept.get("settled", {}).get("lines", {})


def _rules_of(line: Declared, allocated: Allocation | None) -> tuple[Rule, ...]:
    """The rules of the line itself, as judging chooses them; none where its client fell."""
    if line.codes == NOT_JUDGED:
        return ()
    rules = RULEBOOK.on(line.start)
    if line.credit:
        return rules.credit
    if allocated is None:
        return rules.debit_unallocated
    return rules.debit_deleted if allocated.deleted else rules.debit


def _about_the_whole(today: date, line: Declared) -> list[Asked]:
    """The rules that message, declaration and client kept, or no line of them was judged."""
    rules = RULEBOOK.on(today)
    above = (*rules.message, *rules.header, *rules.declaration)
    of_client = () if line.codes == NOT_JUDGED else rules.client
    return [Asked(each.rule, each.scope, True, each.shows) for each in (*above, *of_client)]


def _kept(session: Session, message_id: int) -> dict[str, Any]:
    rows = session.execute(
        select(VerdictFactRecord.kind, VerdictFactRecord.content).where(
            VerdictFactRecord.message_id == message_id
        )
    )
    return {row.kind: row.content for row in rows}


def _case(
    session: Session, line: Declared, verdict: Verdict, allocated: Allocation | None,
    kept: Mapping[str, Any],
) -> Case:  # fmt: skip
    inputs, plain = kept["input"], _as_line(line)
    key = (line.allocation_number, line.category, line.code, plain.month)
    earlier = _earlier(session, line, kept["earlier"])
    facts = Facts(
        today=verdict.today,
        categories={code: frozenset(found) for code, found in inputs["categories"].items()},
        used_references=frozenset(
            (line.reference,) if line.position - 1 in inputs["used_references"] else ()
        ),
        earlier=earlier,
    )
    repeated, running = what_came_before(session, line, allocated, kept)
    # by the id of the client: the rules only compare it, and nobody needs the number for that
    return Case(
        plain, str(line.client_id), allocated, _tariffs(line, kept["tariff"], allocated), key,
        repeated, facts, running,
    )  # fmt: skip


def _as_line(line: Declared) -> Line:
    return Line(
        line.reference, line.previous_reference, line.allocation_number, line.category, line.code,
        line.start, line.end, line.volume, line.unit, line.tariff_cents, abs(line.cents),
        line.credit,
    )  # fmt: skip


def _tariffs(
    line: Declared, kept: list[list[Any]], allocated: Allocation | None
) -> tuple[Tariff, ...]:
    product = (line.category, line.code)
    agreed = (
        kept_tariff(rest) for category, code, *rest in kept if (category, code) == product
    )
    return tariffs_on(agreed, line.start, allocated)


def _earlier(
    session: Session, line: Declared, credited: Mapping[str, bool]
) -> dict[str, EarlierDebit]:
    """The debit that a credit names, as judging knew it."""
    if not line.credit:
        return {}
    rows = session.execute(
        select(LineRecord.id, LineRecord.client_id, LineRecord.contract_id, *COPIED).where(
            in_values(LineRecord.id, map(int, credited)),
            LineRecord.reference == line.previous_reference,
        )
    )
    return {
        copied[0]: EarlierDebit(
            str(client), copied_line(copied), True, credited[str(debit)], contract
        )
        for debit, client, contract, *copied in rows
    }
